#include "app/commands/analyze_adapters.h"

#include "app/commands/found_runs.h"
#include "app/commands/report_output.h"
#include "core/base/text.h"
#include "core/figure/adapted_methods_figure.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct AdapterArguments {
    std::vector<std::string> paths;
    std::string metric;
    ReportOutput output;
};

nlohmann::json tableJson(const AdaptedGroups& groups, const Table& table)
{
    nlohmann::json out{{"format", 1}, {"metric", groups.metric}, {"modalities", groups.modalities},
        {"note", table.note}, {"rows", nlohmann::json::array()}};
    const auto number = [](double value) { return std::isfinite(value) ? nlohmann::json(value) : nullptr; };
    for (const auto& row : table.rows) {
        nlohmann::json line{{"available", row.label}, {"columns", nlohmann::json::object()}};
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            line["columns"][table.columns[i + 1]]
                = {{"mean", number(row.cells[i].value)}, {"deviation", number(row.cells[i].deviation)},
                    {"n", row.cells[i].n}, {"runs", row.cells[i].runs}};
        out["rows"].push_back(std::move(line));
    }
    return out;
}

int analyzeAdapters(const AdapterArguments& arguments)
{
    const auto found = findRuns(arguments.paths);
    if (!found)
        return failBefore(found.error());
    std::vector<const StoredRun*> runs;
    for (const auto& run : found.value().runs)
        runs.push_back(&run);
    const auto groups = adaptedGroups(runs, arguments.metric);
    for (const auto& why : groups.leftOut)
        std::fprintf(stderr, "note: left out: %s\n", printableText(why).c_str());
    if (groups.groups.empty())
        return failBefore(invalidInput(arguments.paths.front()
            + (arguments.metric.empty() || groups.modalities.empty()
                    ? ": no finished run has adapters; learn them with modalscope-cli adapt RUN"
                    : ": no number of metric " + arguments.metric
                        + "; use one that the runs have, such as accuracy")));
    const auto& output = arguments.output;
    const auto written = output.writeFigure([&] { return adaptedMethodsFigure(groups, output.commandLine); });
    if (!written)
        return failBefore(written.error());
    const auto table = adaptedMethodsTable(groups, output.commandLine);
    output.print([&] { return tableJson(groups, table); }, [&] { return tableCsv(table); },
        [&] { return tableText(table); });
    return Done;
}

} // namespace

void addAdapterAnalysis(CLI::App& analyze, const CommandSetup& setup)
{
    auto arguments = std::make_shared<AdapterArguments>();
    arguments->output.commandLine = setup.commandLine;
    auto* command = analyze.add_subcommand("adapters",
        "Methods by themselves, with adapters and trained anew, for every set of modalities: means over "
        "seeds; "
        "runs without adapters count where they were tested with evaluate.subsets");
    command->add_option("RUN_OR_WORKSPACE", arguments->paths, "folders of runs or workspaces")->required();
    command->add_option(
        "--metric", arguments->metric, "of test; default: what the task is judged by, such as accuracy");
    arguments->output.addOptions(*command);
    command->callback([arguments, &action = setup.action] {
        action = [arguments] { return analyzeAdapters(*arguments); };
    });
}

} // namespace modalscope
