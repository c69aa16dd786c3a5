#include "core/figure/report_sections.h"

#include "core/base/text.h"

#include <algorithm>

namespace modalscope {
namespace {

TableCell textCell(const std::string& text)
{
    return TableCell{.text = text.empty() ? "–" : text};
}

std::string plural(int count, const std::string& one)
{
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string stateSentence(const StudyReport& report)
{
    auto text = std::to_string(report.finished) + " of " + plural(report.planned, "run") + " finished";
    std::vector<std::string> others;
    for (const auto& [state, count] : report.states)
        if (state != "finished")
            others.push_back(count + " " + state);
    return text + (others.empty() ? "" : "; " + joinText(others, ", ")) + ".";
}

ReportFacts atAGlance(const StudyReport& report)
{
    std::string dataset, size;
    for (const auto& fact : report.dataset)
        if (fact.name == "name")
            dataset = fact.value;
    std::vector<std::string> names;
    for (const auto& modality : report.modalities)
        names.push_back(modality.name);
    ReportFacts facts{"",
        {{"state", stateSentence(report)}, {"dataset", dataset + ": " + joinText(names, ", ")},
            {"date", utcText(report.origin.made)}, {"made by", report.program}, {"study", report.studyHash}}};
    if (!report.warnings.empty())
        facts.facts.push_back({"warnings", std::to_string(report.warnings.size()) + ", listed under State"});
    if (!report.shortcuts.empty())
        facts.facts.push_back(
            {"shortcuts", std::to_string(report.shortcuts.size()) + ", named under Protocol"});
    return facts;
}

ReportSection setUpSection(const StudyReport& report)
{
    ReportSection section{"set-up", "Set-up", {}};
    section.blocks.emplace_back(ReportFacts{"Dataset", report.dataset});
    section.blocks.emplace_back(ReportFacts{"Splits", report.splits});
    section.blocks.emplace_back(ReportFacts{"Modalities", report.modalities});
    section.blocks.emplace_back(ReportFacts{"Axes of the grid", report.axes});
    if (!report.variants.empty())
        section.blocks.emplace_back(ReportFacts{"Variants", report.variants});
    section.blocks.emplace_back("The grid has " + plural(report.planned, "run")
        + ": the product of the axes for the base and for every variant, equal ones taken together.");
    if (report.changedOptions.empty())
        section.blocks.emplace_back("The base experiment has no option that differs from its default.");
    else
        section.blocks.emplace_back(ReportFacts{
            "Options of the base experiment that differ from their defaults", report.changedOptions});
    section.blocks.emplace_back(std::string(
        "The complete base, with every default written out, is part of the study file at the end of this "
        "report."));
    return section;
}

ReportSection protocolSection(const StudyReport& report)
{
    ReportSection section{"protocol", "Protocol", {}};
    section.blocks.emplace_back(ReportList{report.protocol});
    section.blocks.emplace_back(ReportHeading{"shortcuts", "Shortcuts of published or released code"});
    if (report.shortcuts.empty())
        section.blocks.emplace_back(std::string("None is used."));
    else
        section.blocks.emplace_back(ReportList{report.shortcuts});
    return section;
}

ReportSection stateSection(const StudyReport& report)
{
    ReportSection section{"state", "State", {}};
    section.blocks.emplace_back(stateSentence(report));
    Table failures{.name = "failures", .title = "Failures", .columns = {"run", "setting", "reason"}};
    for (const auto& failure : report.failures)
        failures.rows.push_back({failure.id, {textCell(failure.setting), textCell(failure.why)}});
    if (report.failures.empty())
        section.blocks.emplace_back(std::string("No run has failed, and every folder could be read."));
    else
        section.blocks.emplace_back(std::move(failures));
    Table warnings{.name = "warnings", .title = "Warnings of the runs", .columns = {"runs", "warning"}};
    for (const auto& warning : report.warnings)
        warnings.rows.push_back({std::to_string(warning.runs), {textCell(warning.text)}});
    if (report.warnings.empty())
        section.blocks.emplace_back(std::string("No run has left a warning."));
    else
        section.blocks.emplace_back(std::move(warnings));
    return section;
}

ReportSection resultsSection(const StudyReport& report)
{
    ReportSection section{"results", "Results", {}};
    std::size_t figures = 0;
    for (const auto& topic : report.topics) {
        section.blocks.emplace_back(ReportHeading{"topic-" + topic.id, topic.title});
        for (std::size_t i = 0; i < topic.figures.size(); ++i)
            section.blocks.emplace_back(ReportFigureAt{figures++});
        for (const auto& table : topic.tables)
            section.blocks.emplace_back(table);
    }
    if (!report.notMeasured.empty())
        section.blocks.emplace_back(ReportList{report.notMeasured});
    return section;
}

ReportSection rerunSection(const StudyReport& report)
{
    ReportSection section{"rerun", "How to run it again", {}};
    section.blocks.emplace_back(
        std::string("What has finished is not run again; the same seeds give the same numbers on one machine "
                    "with the same library. The study file follows the commands."));
    section.blocks.emplace_back(ReportCode{"Commands", joinText(report.commands, "\n") + "\n"});
    section.blocks.emplace_back(ReportCode{"Study file", report.studyText});
    return section;
}

ReportSection runListSection(const StudyReport& report)
{
    ReportSection section{"runs", "Runs", {}};
    const bool hasSettings = std::any_of(
        report.runs.begin(), report.runs.end(), [](const auto& run) { return !run.setting.empty(); });
    section.blocks.emplace_back("Every number comes from the metrics files of these runs, which lie below "
        + report.origin.workspace + ".");
    Table table{.name = "runs", .title = "Planned runs", .columns = {"run", "method"}};
    if (hasSettings)
        table.columns.emplace_back("setting");
    table.columns.insert(table.columns.end(), {"seed", "state", "kept epoch", "metrics"});
    for (const auto& run : report.runs) {
        TableRow row{run.id, {textCell(run.method)}};
        if (hasSettings)
            row.cells.push_back(textCell(run.setting));
        row.cells.push_back({.value = double(run.seed), .decimals = 0});
        row.cells.push_back(textCell(run.state));
        row.cells.push_back({.value = run.metricsFile.empty() ? kNoValue : double(run.epoch), .decimals = 0});
        row.cells.push_back(textCell(run.metricsFile));
        table.rows.push_back(std::move(row));
    }
    section.blocks.emplace_back(std::move(table));
    return section;
}

} // namespace

std::vector<ReportSection> reportSections(const StudyReport& report)
{
    std::vector<ReportSection> sections{{"summary", "At a glance", {atAGlance(report)}}, setUpSection(report),
        protocolSection(report), stateSection(report), resultsSection(report)};
    ReportSection environment{"environment", "Environment", {}};
    if (report.environment.empty())
        environment.blocks.emplace_back(std::string("No run has been started."));
    else
        environment.blocks.emplace_back(ReportFacts{"", report.environment});
    sections.push_back(std::move(environment));
    sections.push_back(rerunSection(report));
    sections.push_back(runListSection(report));
    return sections;
}

std::vector<const Figure*> reportFigures(const StudyReport& report)
{
    std::vector<const Figure*> figures;
    for (const auto& topic : report.topics)
        for (const auto& figure : topic.figures)
            figures.push_back(&figure);
    return figures;
}

std::string provenanceSentence(const Provenance& provenance)
{
    constexpr std::size_t kMostNamed = 3;
    const auto& runs = provenance.runs;
    if (runs.empty())
        return {};
    const auto named = std::span(runs).first(std::min(kMostNamed, runs.size()));
    auto text = plural(int(runs.size()), "run") + ": " + joinText(named, ", ");
    if (runs.size() > named.size())
        text += " and " + std::to_string(runs.size() - named.size()) + " more";
    return text + (provenance.specHash.empty() ? "" : "; specification " + provenance.specHash) + ".";
}

} // namespace modalscope
