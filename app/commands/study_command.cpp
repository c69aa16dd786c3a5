#include "app/commands/study_command.h"

#include "app/commands/interrupt.h"
#include "app/commands/study_run.h"
#include "core/analysis/study_summary_text.h"
#include "core/base/text.h"
#include "core/figure/summary_table.h"
#include "core/store/study_files.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct StudyArguments {
    std::string study;
    std::string workspace;
    std::string dataset;
    StudyRunOptions run;
    bool json = false;
    std::string format = "text";
    std::vector<std::string> metrics, by, where, against;
    std::string test = "wilcoxon";
};

int runStudy(const StudyArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    const Workspace workspace(std::filesystem::absolute(arguments.workspace).lexically_normal());
    const auto open = openStudy({arguments.study, arguments.dataset}, workspace, context, false);
    if (!open)
        return failBefore(open.error());
    for (const auto& warning : open.value().dataset->warnings)
        std::fprintf(stderr, "warning: %s\n", warning.c_str());
    const auto before = readRunsOf(open.value(), workspace);
    return runStudy(open.value(), before, workspace, arguments.run, context);
}

/// "finished 12, failed 1, new 7"
std::string countsText(const std::map<std::string, int>& counts)
{
    std::vector<std::string> parts;
    for (const auto& [name, count] : counts)
        parts.push_back(name + " " + std::to_string(count));
    return joinText(parts, ", ");
}

/// What is true of each run of the plan, as --json has it.
nlohmann::json statesOf(const OpenStudy& open, const WorkspaceRuns& found, const Workspace& workspace)
{
    std::map<std::string, const StoredRun*> byId;
    for (const auto& run : found.runs)
        byId[run.id()] = &run;
    std::map<std::filesystem::path, std::string> unreadable;
    for (const auto& bad : found.unreadable)
        unreadable[bad.folder] = bad.why;
    auto list = nlohmann::json::array();
    for (const auto& planned : open.plan) {
        nlohmann::json entry{{"id", planned.id}, {"state", "new"}, {"seed", planned.experiment.seed},
            {"variant", planned.variant}, {"group", planned.values}};
        if (const auto bad = unreadable.find(workspace.runFolder(planned.id)); bad != unreadable.end()) {
            entry["state"] = "unreadable";
            entry["epoch"] = 0;
            entry["error"] = bad->second;
        } else if (const auto stored = byId.find(planned.id); stored != byId.end()) {
            const auto& run = *stored->second;
            const auto missing = missingResults(run);
            entry["state"] = missing.empty() ? toText(run.condition) : "incomplete";
            entry["epoch"] = run.status.epoch;
            entry["error"] = missing.empty() ? run.status.error : missing;
        }
        list.push_back(std::move(entry));
    }
    return list;
}

int showStatus(const StudyArguments& arguments)
{
    const Workspace workspace(arguments.workspace);
    const auto open = openStudy({arguments.study, arguments.dataset}, workspace, {}, true);
    if (!open)
        return failBefore(open.error());
    auto list = statesOf(open.value(), readRunsOf(open.value(), workspace), workspace);
    std::map<std::string, int> counts;
    for (const auto& entry : list)
        ++counts[entry["state"].get<std::string>()];
    if (arguments.json) {
        printJson({{"format", 1}, {"study", open.value().study.name},
            {"hash", studyHash(open.value().study, *open.value().dataset)}, {"counts", counts},
            {"runs", std::move(list)}});
        return Done;
    }
    std::printf("%s: %zu runs: %s\n", open.value().study.name.c_str(), open.value().plan.size(),
        countsText(counts).c_str());
    for (const auto& entry : list)
        if (entry["state"] != "finished" && entry["state"] != "new")
            std::printf("  %s  %s  epoch %s  %s\n", entry["id"].get<std::string>().c_str(),
                entry["state"].get<std::string>().c_str(), entry["epoch"].dump().c_str(),
                printableText(entry["error"].get<std::string>()).c_str());
    return Done;
}

Result<std::vector<std::pair<std::string, std::string>>> pairsOf(
    const std::vector<std::string>& texts, const char* option)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& text : texts) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            return invalidInput(
                std::string(option) + ": " + text + " is not key=value, for example method.kind=concat");
        pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return pairs;
}

Result<SummaryOptions> summaryOptions(const StudyArguments& arguments)
{
    SummaryOptions options;
    for (const auto& metric : arguments.metrics)
        options.metrics.push_back(metricPath(metric));
    options.by = arguments.by;
    auto where = pairsOf(arguments.where, "--where");
    auto against = pairsOf(arguments.against, "--against");
    if (!where || !against)
        return where ? against.error() : where.error();
    options.where = std::move(where).value();
    options.against = std::move(against).value();
    options.test = fromText<PairedTestKind>(arguments.test).value_or(PairedTestKind::Wilcoxon);
    return options;
}

/// The metrics that were asked for and stand in no row.
std::vector<std::string> metricsOfNone(const StudySummary& summary)
{
    std::vector<std::string> unknown;
    for (const auto& row : summary.rows) {
        const bool isKnown = std::any_of(summary.rows.begin(), summary.rows.end(),
            [&](const auto& other) { return other.asked == row.asked && !other.numbers.isEmpty(); });
        const auto name = metricName(row.asked);
        if (!isKnown && std::find(unknown.begin(), unknown.end(), name) == unknown.end())
            unknown.push_back(name);
    }
    return unknown;
}

int showSummary(const StudyArguments& arguments)
{
    const Workspace workspace(arguments.workspace);
    const auto open = openStudy({arguments.study, arguments.dataset}, workspace, {}, true);
    if (!open)
        return failBefore(open.error());
    const auto options = summaryOptions(arguments);
    if (!options)
        return failBefore(options.error());
    const auto found = readRunsOf(open.value(), workspace);
    const auto groups = studyGroups(open.value().plan, found.runs);
    const auto summary = studySummary(open.value().study, groups, options.value());
    if (!summary)
        return failBefore(summary.error());
    if (const auto unknown = metricsOfNone(summary.value()); !unknown.empty() && !found.runs.empty())
        return failBefore(invalidInput(
            "--metric: no finished run of the study has " + joinText(unknown, ", ") + "; see study status"));
    auto table = summaryTable(summary.value(), "Study " + open.value().study.name);
    table.provenance.specHash = studyHash(open.value().study, *open.value().dataset);
    const std::map<std::string, std::function<std::string()>> formats{
        {"text", [&] { return tableText(table); }}, {"csv", [&] { return summaryCsv(summary.value()); }},
        {"json", [&] { return summaryJson(summary.value()).dump(2) + "\n"; }},
        {"latex", [&] { return tableLatex(table); }}, {"markdown", [&] { return tableMarkdown(table); }},
        {"html", [&] { return tableHtml(table); }}};
    std::fputs(formats.at(arguments.format)().c_str(), stdout);
    return Done;
}

void addStudyOptions(CLI::App* command, StudyArguments& arguments)
{
    command->add_option("STUDY", arguments.study, "study file (JSON), or the name of one in the workspace")
        ->required();
    command->add_option("--workspace", arguments.workspace, "folder that keeps the runs")->required();
    command->add_option("--dataset", arguments.dataset, "where the dataset is now; default: as in the file");
}

} // namespace

void addStudyCommand(const CommandSetup& setup)
{
    auto* study = setup.app.add_subcommand("study", "Grids of experiments");
    study->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, int (*does)(const StudyArguments&)) {
        auto arguments = std::make_shared<StudyArguments>();
        arguments->run.command = setup.commandLine;
        auto* command = study->add_subcommand(name, help);
        addStudyOptions(command, *arguments);
        command->callback([arguments, does, &action = setup.action] {
            action = [arguments, does] { return does(*arguments); };
        });
        return std::pair(command, arguments.get());
    };
    const auto [run, runArguments] = add("run",
        "Does every run of the study that has not finished, several at once. What an earlier start has "
        "finished "
        "is not run again; Ctrl+C stops and loses at most the current epochs.",
        runStudy);
    run->add_option("--jobs", runArguments->run.jobs, "runs at once; default: one per core, one on a GPU")
        ->check(CLI::Range(1, 256));
    run->add_flag("--dry-run", runArguments->run.isDry, "says what would be run, and runs nothing");
    run->add_flag("--replace", runArguments->run.replace, "takes the place of another study of this name");
    const auto [status, statusArguments]
        = add("status", "How many runs have finished, and why others failed", showStatus);
    status->add_flag("--json", statusArguments->json, "JSON on stdout");
    const auto [summary, summaryArguments]
        = add("summary", "Mean, SD and 95 % interval over seeds of each group", showSummary);
    summary->add_option("--metric", summaryArguments->metrics,
        "test.fused.accuracy, test.modalities.M.accuracy, test.rates.0.4.fused.accuracy, ...; default: what "
        "the "
        "task is judged by, accuracy, miou or mae");
    summary->add_option("--by", summaryArguments->by, "axes that make a group; default: all");
    summary->add_option("--where", summaryArguments->where, "only groups with this value: axis=value");
    summary->add_option("--against", summaryArguments->against,
        "baseline of a paired test for each row: axis=value, or variant=label");
    summary->add_option("--test", summaryArguments->test, "wilcoxon or permutation")
        ->check(CLI::IsMember({"wilcoxon", "permutation"}));
    summary->add_option("--format", summaryArguments->format, "text, csv, json, latex, markdown or html")
        ->check(CLI::IsMember({"text", "csv", "json", "latex", "markdown", "html"}));
}

} // namespace modalscope
