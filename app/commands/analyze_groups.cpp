#include "app/commands/analyze_groups.h"

#include "app/commands/found_runs.h"
#include "app/commands/open_study.h"
#include "core/analysis/study_summary.h"
#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/ablation_figure.h"
#include "core/figure/figure_json.h"
#include "core/figure/figure_notes.h"
#include "core/figure/missing_figure.h"
#include "core/figure/summary_table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <map>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct GroupArguments {
    std::vector<std::string> paths;
    std::string workspace; ///< of a study; empty = the paths are runs and workspaces
    std::string dataset; ///< of a study, where it is now
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

/// The runs that are compared, and how.
struct ChosenRuns {
    std::vector<StoredRun> runs;
    std::vector<ComparedGroup> groups; ///< point into `runs`
};

/// Arms of a study may be told apart by its axes alone.
void makeLabelsUnique(std::vector<ComparedGroup>& groups)
{
    std::map<std::string, int> uses;
    for (const auto& group : groups)
        ++uses[group.label];
    for (auto& group : groups)
        if (uses[group.label] > 1)
            for (const auto& [key, value] : group.values)
                if (key != "method" && key != "method.kind")
                    group.label += ", " + key.substr(key.rfind('.') + 1) + " " + groupValue(group, key);
}

/// Every arm of the study with as many seeds as it asks for, also of runs that are not there yet.
Result<ChosenRuns> runsOfStudy(const GroupArguments& arguments)
{
    if (arguments.paths.size() != 1)
        return invalidInput("--workspace belongs to one study: name its file, or its name in the workspace");
    const Workspace workspace(arguments.workspace);
    auto open = openStudy({arguments.paths.front(), arguments.dataset}, workspace, {}, true);
    if (!open)
        return open.error();
    auto& plan = open.value().plan;
    ChosenRuns chosen{readRunsOf(open.value(), workspace).runs, {}};
    if (arguments.trainRate >= 0)
        std::erase_if(
            plan, [&](const auto& run) { return run.experiment.missing.trainRate != arguments.trainRate; });
    chosen.groups = studyGroups(plan, chosen.runs);
    makeLabelsUnique(chosen.groups);
    int expected = 0, there = 0;
    for (const auto& group : chosen.groups) {
        expected += group.expected;
        there += int(std::count_if(
            group.runs.begin(), group.runs.end(), [](const auto* run) { return hasTestNumbers(*run); }));
    }
    if (!plan.empty() && there == 0)
        return invalidInput("study " + open.value().study.name + ": none of its " + std::to_string(expected)
            + " runs has numbers of its test in " + workspace.root().string() + "; see study status");
    if (there < expected)
        std::fprintf(
            stderr, "note: %d of %d runs of the study have numbers; see study status\n", there, expected);
    std::erase_if(chosen.groups, [](const auto& group) { return group.runs.empty(); });
    return Result<ChosenRuns>(std::move(chosen));
}

Result<ChosenRuns> chosenRuns(const GroupArguments& arguments)
{
    if (!arguments.workspace.empty())
        return runsOfStudy(arguments);
    std::error_code code;
    for (const auto& path : arguments.paths) {
        if (std::filesystem::is_regular_file(path, code))
            return invalidInput(
                path + ": is a file; for a study say where its runs are with --workspace DIR");
        if (!std::filesystem::exists(path, code))
            return invalidInput(path
                + ": is no folder of a run or a workspace; for a study of that name say where its runs are "
                  "with --workspace DIR");
    }
    auto found = findRuns(arguments.paths);
    if (!found)
        return found.error();
    ChosenRuns chosen{std::move(found.value().runs), {}};
    std::vector<const StoredRun*> kept;
    for (const auto& run : chosen.runs)
        if (arguments.trainRate < 0 || run.experiment.missing.trainRate == arguments.trainRate)
            kept.push_back(&run);
    chosen.groups = runGroups(kept);
    return Result<ChosenRuns>(std::move(chosen));
}

int analyzeGroups(
    const GroupArguments& arguments, Shown (*show)(const GroupArguments&, std::span<const ComparedGroup>))
{
    const auto chosen = chosenRuns(arguments);
    if (!chosen)
        return failBefore(chosen.error());
    const auto& groups = chosen.value().groups;
    std::vector<const StoredRun*> runs;
    for (const auto& group : groups)
        runs.insert(runs.end(), group.runs.begin(), group.runs.end());
    if (runs.empty())
        return failBefore(
            invalidInput("--train-rate: no run was trained at " + numberText(arguments.trainRate)));
    if (const auto one = checkOneDataset(runs); !one)
        return failBefore(one.error());
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
    const auto tested
        = std::find_if(runs.begin(), runs.end(), [](const auto* run) { return hasTestNumbers(*run); });
    if (!arguments.rate.empty() && tested != runs.end()
        && !(*tested)->metrics.has("test/rates/" + arguments.rate + "/missing"))
        return failBefore(invalidInput("--rate: the runs were not tested at " + arguments.rate
            + "; they were at " + joinText((*tested)->metrics.namesBelow("test/rates"), ", ")));
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
        command
            ->add_option("RUN_OR_WORKSPACE", arguments->paths,
                "folders of runs or workspaces; or one study, with --workspace")
            ->required();
        command->add_option("--workspace", arguments->workspace, "folder that keeps the runs of the study");
        command->add_option("--dataset", arguments->dataset, "of a study: where it is now");
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
