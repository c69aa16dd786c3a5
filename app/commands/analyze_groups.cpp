#include "app/commands/analyze_groups.h"

#include "app/commands/found_runs.h"
#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/ablation_figure.h"
#include "core/figure/figure_json.h"
#include "core/figure/figure_notes.h"
#include "core/figure/missing_figure.h"
#include "core/figure/summary_table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct GroupArguments {
    std::vector<std::string> paths;
    std::string metric = "fused/accuracy";
    std::string full;
    std::string test = "wilcoxon";
    std::string rate;
    double trainRate = -1;
    std::string figure;
    std::string format = "text";
    std::string commandLine;
};

/// A table and the figure that goes with it.
struct Shown {
    Table table;
    Figure figure;
};

std::string formatted(const Table& table, const std::string& format)
{
    if (format == "csv")
        return tableCsv(table);
    if (format == "latex")
        return tableLatex(table);
    if (format == "markdown")
        return tableMarkdown(table);
    return format == "html" ? tableHtml(table) : tableText(table);
}

Shown showMissing(const GroupArguments& arguments, std::span<const ComparedGroup> groups)
{
    const auto sweep = missingSweep(groups, {arguments.metric, {}});
    MissingFigureOptions options;
    options.metric = arguments.metric;
    options.conditions = conditionsText(groups);
    options.command = arguments.commandLine;
    return {robustnessTable(sweep, "Robustness to missing modalities"), missingSweepFigure(sweep, options)};
}

Shown showAblation(const GroupArguments& arguments, std::span<const ComparedGroup> groups)
{
    const auto full = std::find_if(
        groups.begin(), groups.end(), [&](const auto& group) { return group.label == arguments.full; });
    const auto split = arguments.rate.empty() ? std::string("test") : "test/rates/" + arguments.rate;
    const auto rows = ablation(groups, full == groups.end() ? "" : full->id,
        fromText<PairedTestKind>(arguments.test).value_or(PairedTestKind::Wilcoxon), split);
    return {ablationTable(rows, "Ablation"), ablationFigure(rows)};
}

Shown showShapley(const GroupArguments& arguments, std::span<const ComparedGroup> groups)
{
    const auto tables = subsetTables(groups);
    MissingFigureOptions options;
    options.conditions = conditionsText(groups);
    options.command = arguments.commandLine;
    return {contributionTable(tables, "What each modality contributes"), contributionFigure(tables, options)};
}

int analyzeGroups(
    const GroupArguments& arguments, Shown (*show)(const GroupArguments&, std::span<const ComparedGroup>))
{
    const auto found = findRuns(arguments.paths);
    if (!found)
        return failBefore(found.error());
    std::vector<const StoredRun*> runs;
    for (const auto& run : found.value().runs)
        if (arguments.trainRate < 0 || run.experiment.missing.trainRate == arguments.trainRate)
            runs.push_back(&run);
    if (runs.empty())
        return failBefore(
            invalidInput("--train-rate: no run was trained at " + numberText(arguments.trainRate)));
    std::set<std::string> datasets;
    for (const auto* run : runs)
        datasets.insert(run->origin.datasetName + " (" + run->origin.datasetFingerprint.substr(0, 8) + ")");
    if (datasets.size() > 1)
        return failBefore(invalidInput("these runs are on different datasets, "
            + joinText(std::vector<std::string>(datasets.begin(), datasets.end()), ", ")
            + ", and cannot be compared; name the runs of one"));
    const auto groups = runGroups(runs);
    const bool isKnown = arguments.full.empty()
        || std::any_of(
            groups.begin(), groups.end(), [&](const auto& group) { return group.label == arguments.full; });
    if (!isKnown) {
        std::vector<std::string> labels;
        for (const auto& group : groups)
            labels.push_back(group.label);
        return failBefore(
            invalidInput("--full: there is no " + arguments.full + "; use one of " + joinText(labels, "; ")));
    }
    if (!arguments.rate.empty() && !runs.front()->metrics.has("test/rates/" + arguments.rate + "/missing"))
        return failBefore(invalidInput("--rate: the runs were not tested at " + arguments.rate
            + "; they were at " + joinText(runs.front()->metrics.namesBelow("test/rates"), ", ")));
    const auto shown = show(arguments, groups);
    if (shown.table.rows.empty())
        return failBefore(invalidInput("these runs have no such numbers; train them with "
                                       "evaluate.missing_rates and evaluate.subsets all"));
    if (!arguments.figure.empty())
        if (const auto written = writeFileAtomically(arguments.figure, figureJson(shown.figure)); !written)
            return failBefore(written.error());
    std::fputs(formatted(shown.table, arguments.format).c_str(), stdout);
    return Done;
}

} // namespace

void addGroupAnalyses(CLI::App& analyze, const CommandSetup& setup)
{
    const auto add = [&](const char* name, const char* help,
                         Shown (*show)(const GroupArguments&, std::span<const ComparedGroup>)) {
        auto arguments = std::make_shared<GroupArguments>();
        arguments->commandLine = setup.commandLine;
        auto* command = analyze.add_subcommand(name, help);
        command->add_option("RUN_OR_WORKSPACE", arguments->paths, "folders of runs or workspaces")
            ->required();
        command->add_option("--train-rate", arguments->trainRate, "only runs trained at this missing rate");
        command->add_option("--figure", arguments->figure, "also writes the figure, for modalscope --render");
        command->add_option("--format", arguments->format, "text, csv, latex, markdown or html")
            ->check(CLI::IsMember({"text", "csv", "latex", "markdown", "html"}));
        command->callback([arguments, show, &action = setup.action] {
            action = [arguments, show] { return analyzeGroups(*arguments, show); };
        });
        return std::pair(command, arguments.get());
    };
    const auto [missing, missingArguments] = add("missing",
        "Accuracy against the rate of missing modalities: mean over seeds, area, effective robustness",
        showMissing);
    missing->add_option(
        "--metric", missingArguments->metric, "fused/accuracy, fused/macro_f1, modalities/M/accuracy");
    const auto [ablated, ablationArguments]
        = add("ablation", "Groups of runs beside a full method, with a paired test over seeds", showAblation);
    ablated->add_option(
        "--full", ablationArguments->full, "label of the full method; default: the first group");
    ablated->add_option(
        "--rate", ablationArguments->rate, "test at this missing rate instead of the plain test");
    ablated->add_option("--test", ablationArguments->test, "wilcoxon or permutation")
        ->check(CLI::IsMember({"wilcoxon", "permutation"}));
    add("shapley", "What each modality contributes: Shapley value, loss without it, perceptual score",
        showShapley);
}

} // namespace modalscope
