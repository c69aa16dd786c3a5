#include "core/figure/report_results.h"

#include "core/analysis/ablation.h"
#include "core/analysis/study_summary.h"
#include "core/analysis/subset_table.h"
#include "core/base/text.h"
#include "core/figure/ablation_figure.h"
#include "core/figure/comparison_figure.h"
#include "core/figure/figure_notes.h"
#include "core/figure/missing_figure.h"
#include "core/figure/report_figures.h"
#include "core/figure/report_sweep.h"
#include "core/figure/summary_table.h"

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

/// Columns of a table that still fit a page.
constexpr std::size_t kMostTableGroups = 8;

std::string titled(const std::string& title, const std::string& setting)
{
    return setting.empty() ? title : title + ": " + setting;
}

std::vector<std::string> measuredMetrics(std::span<const ComparedGroup> groups)
{
    std::vector<std::string> found;
    for (const auto* name : {"accuracy", "macro_f1", "map", "ece", "mae", "pearson", "acc7", "acc2", "f1",
             "miou", "mean_accuracy", "pixel_accuracy"}) {
        const auto path = std::string("test/fused/") + name;
        const bool isThere = std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
            return std::any_of(group.runs.begin(), group.runs.end(),
                [&](const auto* run) { return run->metrics.has(path); });
        });
        if (isThere)
            found.push_back(path);
    }
    return found;
}

class TopicMaker {
public:
    TopicMaker(const Study& study, std::span<const StudyRun> plan, std::span<const ComparedGroup> groups,
        const std::string& command)
        : m_study(study)
        , m_groups(groups)
        , m_settings(reportSettings(groups))
        , m_full(fullyLabelled(m_settings))
        , m_drawn(drawnSettings(m_settings))
        , m_command(command)
    {
        m_options.colors = reportColors(m_settings);
        m_options.command = command;
        m_options.conditions = conditionsText(groups);
        for (const auto& run : plan)
            m_kinds.emplace(run.group, run.experiment.method.kind);
    }

    ReportResults results()
    {
        add(testResults(), "No run has finished, so that there are no results yet.");
        add(ablations(), {});
        add(robustness(), "No finished run was tested at rates of missing cells (evaluate.missing_rates).");
        add(subsets(), "No finished run was tested with only some modalities (evaluate.subsets = all).");
        add(contributions(), {});
        return std::move(m_results);
    }

private:
    void add(ReportTopic topic, const std::string& why)
    {
        for (auto& table : topic.tables)
            table.provenance.command = m_command;
        for (auto& figure : topic.figures)
            figure.provenance.command = m_command;
        if (!topic.tables.empty() || !topic.figures.empty())
            m_results.topics.push_back(std::move(topic));
        else if (!why.empty() && (m_results.notMeasured.empty() || !m_results.topics.empty()))
            m_results.notMeasured.push_back(why);
    }

    ReportTopic testResults() const
    {
        ReportTopic topic{"results", "Test results", {}, {}};
        const auto metrics = measuredMetrics(m_groups);
        if (metrics.empty())
            return topic;
        auto study = m_study; // rates have a table of their own
        std::erase_if(study.axes, [](const StudyAxis& axis) { return axis.path == kTestRateAxis; });
        const auto summary = studySummary(study, m_groups, {.metrics = metrics});
        if (summary)
            topic.tables.push_back(summaryTable(summary.value(), "Fused prediction on test"));
        topic.figures = figuresBySetting(m_drawn, {4, 2}, [&](std::span<const ComparedGroup> groups) {
            return comparisonFigure(groups,
                {.metrics = {metrics.front()},
                    .kind = hasManySeeds(groups) ? ComparisonKind::Box : ComparisonKind::Bar,
                    .colors = m_options.colors,
                    .command = m_command});
        });
        return topic;
    }

    /// Quartiles of two values are no more than these.
    bool hasManySeeds(std::span<const ComparedGroup> groups) const
    {
        constexpr std::size_t kLeastForBoxes = 3;
        return std::all_of(groups.begin(), groups.end(), [&](const auto& group) {
            const auto n = finishedRuns(group).size();
            return n == 0 || n >= kLeastForBoxes;
        });
    }

    /// The variants of a setting beside its plain MLA; without them nothing.
    std::vector<ComparedGroup> ablationGroups(std::span<const ComparedGroup> groups) const
    {
        std::vector<ComparedGroup> found;
        const auto isFull = [&](const ComparedGroup& group) {
            const auto kind = m_kinds.find(group.id);
            return group.variant.empty() && kind != m_kinds.end() && kind->second == MethodKind::Mla;
        };
        const auto full = std::find_if(groups.begin(), groups.end(), isFull);
        if (full == groups.end() || finishedRuns(*full).empty())
            return found;
        found.push_back(*full);
        std::copy_if(groups.begin(), groups.end(), std::back_inserter(found),
            [](const auto& group) { return !group.variant.empty(); });
        return found.size() > 1 ? found : std::vector<ComparedGroup>();
    }

    ReportTopic ablations() const
    {
        ReportTopic topic{"ablation", "Ablation", {}, {}};
        auto drawn = m_drawn;
        for (auto& setting : drawn.settings)
            setting.groups = ablationGroups(setting.groups);
        std::erase_if(drawn.settings, [](const auto& setting) { return setting.groups.empty(); });
        topic.figures = figuresBySetting(drawn, {4, 2}, [&](std::span<const ComparedGroup> groups) {
            return ablationFigure(
                ablation(groups, groups.front().id, PairedTestKind::Wilcoxon), m_options.colors);
        });
        for (auto& figure : topic.figures)
            describeAblation(figure, drawn);
        for (const auto& setting : m_settings)
            if (const auto groups = ablationGroups(setting.groups); !groups.empty()) {
                topic.tables.push_back(
                    ablationTable(ablation(groups, groups.front().id, PairedTestKind::Wilcoxon),
                        titled("Variants of " + groups.front().label, setting.text)));
                numberName(topic.tables);
            }
        return topic;
    }

    /// Note and runs of an ablation over several settings: each is tested on its own.
    void describeAblation(Figure& figure, const DrawnSettings& drawn) const
    {
        if (drawn.settings.size() < 2)
            return;
        std::vector<std::string> runs;
        std::vector<DrawnCount> counts;
        for (const auto& setting : drawn.settings) {
            const auto one = ablation(setting.groups, setting.groups.front().id, PairedTestKind::Wilcoxon);
            const auto ids = ablationFigure(one).provenance.runs;
            runs.insert(runs.end(), ids.begin(), ids.end());
            for (const auto& row : std::span(one.rows).subspan(1))
                counts.push_back({row.label + ", " + setting.text, row.difference.over.n, row.expected});
        }
        figure.provenance = runProvenance(std::move(runs), m_command);
        figure.note
            = noteText(std::vector<std::string>{countsText(counts),
                  "mean of the paired differences over seeds with its 95 % t interval",
                  "each setting is tested and corrected on its own, see the tables", m_options.conditions})
            + (drawn.leftOut.empty() ? "" : " " + drawn.leftOut);
    }

    ReportTopic robustness() const
    {
        ReportTopic topic{"robustness", "Missing modalities", {}, {}};
        const auto all = sweepOfSettings(m_settings);
        if (all.curves.empty())
            return topic;
        topic.tables.push_back(robustnessTable(all, "Accuracy on test against the rate of missing cells"));
        auto& rows = topic.tables.back().rows;
        for (std::size_t i = 1; i < rows.size(); ++i) // the first cell is the training rate
            rows[i].ruleAbove = rows[i].cells.front().text != rows[i - 1].cells.front().text;
        auto drawn = sweepOfSettings(m_drawn.settings);
        auto leftOut = m_drawn.leftOut;
        std::set<std::string> labels;
        std::set<double> rates;
        const auto before = drawn.curves.size();
        std::erase_if(drawn.curves, [&](const MissingCurve& curve) {
            if (labels.size() == kMostReportGroups && !labels.contains(curve.label))
                return true;
            labels.insert(curve.label);
            return false;
        });
        for (const auto& curve : drawn.curves)
            rates.insert(curve.trainRate);
        if (drawn.curves.size() < before && leftOut.empty())
            leftOut = std::to_string(drawn.curves.size()) + " of " + std::to_string(all.curves.size())
                + " curves are drawn; the table has all.";
        auto options = m_options;
        options.panelPerTrainRate = rates.size() > 1;
        auto figure = missingSweepFigure(drawn, options);
        figure.columns = rates.size() > 1 ? 2 : 1;
        figure.note += leftOut.empty() ? "" : " " + leftOut;
        topic.figures.push_back(std::move(figure));
        return topic;
    }

    ReportTopic subsets() const
    {
        ReportTopic topic{"subsets", "Available modalities", {}, {}};
        if (subsetTables(m_groups).empty())
            return topic;
        topic.figures = figuresBySetting(m_drawn, {2, 1}, [&](std::span<const ComparedGroup> groups) {
            return subsetFigure(subsetTables(groups), m_options);
        });
        for (const auto& setting : m_settings) {
            const auto tables = subsetTables(setting.groups);
            for (std::size_t first = 0; first < tables.size(); first += kMostTableGroups) {
                topic.tables.push_back(subsetTable(
                    std::span(tables).subspan(first).first(std::min(kMostTableGroups, tables.size() - first)),
                    titled("Accuracy with only some modalities", setting.text)));
                numberName(topic.tables);
            }
        }
        return topic;
    }

    ReportTopic contributions() const
    {
        ReportTopic topic{"contributions", "What each modality contributes", {}, {}};
        const auto tables = subsetTables(m_full);
        if (tables.empty())
            return topic;
        topic.figures = figuresBySetting(m_drawn, {4, 2}, [&](std::span<const ComparedGroup> groups) {
            return degradationFigure(subsetTables(groups), m_options);
        });
        auto more = figuresBySetting(m_drawn, {2, 2}, [&](std::span<const ComparedGroup> groups) {
            return contributionFigure(subsetTables(groups), m_options);
        });
        std::move(more.begin(), more.end(), std::back_inserter(topic.figures));
        topic.tables.push_back(contributionTable(tables, "Contribution of each modality"));
        return topic;
    }

    /// "ablation-2": of several tables of a kind each gets a name of its own.
    static void numberName(std::vector<Table>& tables)
    {
        if (tables.size() > 1)
            tables.back().name += "-" + std::to_string(tables.size());
    }

    const Study& m_study;
    std::span<const ComparedGroup> m_groups;
    std::vector<ReportSetting> m_settings;
    std::vector<ComparedGroup> m_full;
    DrawnSettings m_drawn;
    std::string m_command;
    MissingFigureOptions m_options;
    std::map<std::string, MethodKind> m_kinds; ///< by group id
    ReportResults m_results;
};

} // namespace

ReportResults reportResults(const Study& study, std::span<const StudyRun> plan,
    std::span<const ComparedGroup> groups, const std::string& command)
{
    return TopicMaker(study, plan, groups, command).results();
}

} // namespace modalscope
