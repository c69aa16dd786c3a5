#include "app/commands/analyze_command.h"

#include "core/analysis/laziness_text.h"
#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/figure_json.h"
#include "core/figure/laziness_figure.h"
#include "core/store/workspace.h"

#include <nlohmann/json.hpp>

#include <set>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct LazinessArguments {
    std::vector<std::string> paths;
    std::string figure;
    std::string commandLine;
    bool json = false;
    bool csv = false;
};

/// The runs under every path, each once, and their histories.
struct FoundRuns {
    std::vector<StoredRun> runs;
    std::vector<History> histories;

    std::vector<RunSeries> series() const
    {
        std::vector<RunSeries> all;
        for (std::size_t i = 0; i < runs.size(); ++i)
            all.push_back({&runs[i], &histories[i]});
        return all;
    }
};

Result<std::vector<StoredRun>> runsUnder(const std::filesystem::path& path)
{
    std::error_code code;
    if (std::filesystem::exists(path / "status.json", code)) {
        auto run = Workspace(path).readRun(path);
        return run ? Result<std::vector<StoredRun>>(std::vector{std::move(run).value()}) : run.error();
    }
    if (!std::filesystem::exists(path / "runs", code))
        return Error{ErrorKind::InvalidInput,
            path.string()
                + ": is neither a run (no status.json) nor a workspace (no runs/); name one of these"};
    auto all = Workspace(path).readRuns();
    if (!all)
        return all.error();
    for (const auto& bad : all.value().unreadable)
        std::fprintf(stderr, "warning: left out: %s\n", bad.why.c_str());
    return std::move(all.value().runs);
}

Result<FoundRuns> findRuns(const std::vector<std::string>& paths)
{
    FoundRuns found;
    std::set<std::string> seen;
    for (const auto& path : paths) {
        auto runs = runsUnder(path);
        if (!runs)
            return runs.error();
        for (auto& run : runs.value()) {
            if (!seen.insert(run.id()).second)
                continue;
            auto history = RunFolder(run.folder).history();
            if (!history)
                return history.error();
            found.histories.push_back(std::move(history).value());
            found.runs.push_back(std::move(run));
        }
    }
    if (found.runs.empty())
        return Error{ErrorKind::InvalidInput,
            joinText(paths, ", ") + ": holds no run that can be read; train some with modalscope-cli train"};
    return found;
}

int analyzeLaziness(const LazinessArguments& arguments)
{
    const auto found = findRuns(arguments.paths);
    if (!found)
        return failBefore(found.error());
    const auto series = found.value().series();
    const auto report = lazinessReport(series);
    if (!arguments.figure.empty()) {
        ColorAssignment colors;
        LazinessFigureOptions options;
        options.command = arguments.commandLine;
        const auto text = figureJson(lazinessFigure(series, report, colors, options));
        if (const auto written = writeFileAtomically(arguments.figure, text); !written)
            return failBefore(written.error());
    }
    if (arguments.json)
        printJson(lazinessJson(report));
    else
        std::fputs((arguments.csv ? lazinessCsv(report) : lazinessTable(report)).c_str(), stdout);
    return Done;
}

} // namespace

void addAnalyzeCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<LazinessArguments>();
    arguments->commandLine = setup.commandLine;
    auto* analyze = setup.app.add_subcommand("analyze", "The numbers behind a view");
    analyze->require_subcommand(1);
    auto* command = analyze->add_subcommand("laziness",
        "How much worse each modality does inside a method than trained alone: mean over seeds with 95 % "
        "interval");
    command->add_option("RUN_OR_WORKSPACE", arguments->paths, "folders of runs or workspaces")->required();
    command->add_option("--figure", arguments->figure, "also writes the figure, for modalscope --render");
    auto* json = command->add_flag("--json", arguments->json, "JSON on stdout");
    command->add_flag("--csv", arguments->csv, "CSV on stdout")->excludes(json);
    command->callback([arguments, &action = setup.action] {
        action = [arguments] { return analyzeLaziness(*arguments); };
    });
}

} // namespace modalscope
