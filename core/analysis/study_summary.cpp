#include "core/analysis/study_summary.h"

#include "core/base/text.h"
#include "core/eval/task_metric.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace modalscope {
namespace {

/// Keys that tell a method from another: a baseline may differ in all of them.
bool isOfMethod(const std::string& key)
{
    return key == kVariantKey || key == "method" || key.starts_with("method.") || key == "modalities";
}

class Summarizer {
public:
    Summarizer(const Study& study, std::span<const ComparedGroup> groups, const SummaryOptions& options)
        : m_study(study)
        , m_options(options)
        , m_cells(studyCells(study, groups))
    {
        m_usual = "test/fused/" + std::string(usualMetric().name);
        if (m_metrics.empty())
            m_metrics = {m_usual};
    }

    Result<StudySummary> summary()
    {
        for (const auto* list : {&m_options.where, &m_options.against})
            for (const auto& [key, value] : *list)
                if (auto known = checkKey(m_study, m_cells, key); !known)
                    return known.error();
        for (const auto& key : m_options.by)
            if (auto known = checkKey(m_study, m_cells, key); !known)
                return known.error();
        std::erase_if(m_cells, [&](const StudyCell& cell) { return !matches(cell, m_options.where); });
        if (m_cells.empty())
            return invalidInput("where: no run of the study has these values; see study status");
        if (auto single = checkBy(m_cells, m_options.by); !single)
            return single.error();
        StudySummary out;
        for (const auto& metric : m_metrics) {
            const auto first = out.rows.size();
            for (const auto& cell : m_cells)
                out.rows.push_back(makeRow(cell, metric));
            if (!m_options.against.empty())
                if (auto tested = addTests(std::span(out.rows).subspan(first)); !tested)
                    return tested.error();
        }
        addNotes(out);
        addMissingNumbers(out);
        return out;
    }

private:
    /// By the task whose numbers any of the runs has.
    TaskMetric usualMetric() const
    {
        return mainMetricWhere([&](const char* name) {
            const auto path = "test/fused/" + std::string(name);
            return std::ranges::any_of(m_cells, [&](const StudyCell& cell) {
                return std::ranges::any_of(
                    cell.group->runs, [&](const auto* run) { return run->metrics.has(path); });
            });
        });
    }

    SummaryRow makeRow(const StudyCell& cell, const std::string& metric) const
    {
        SummaryRow row;
        row.label = cell.group->label;
        row.asked = metric;
        row.metric = metricIn(cell, metric);
        row.numbers = seedNumbersOf(*cell.group, row.metric);
        row.expected = cell.group->expected;
        if (m_options.by.empty())
            row.group = cell.key;
        for (const auto& key : m_options.by)
            row.group.emplace_back(key, valueIn(cell, key));
        return row;
    }

    /// The cell that differs from `cell` in the method alone and has what `against` asks for.
    Result<std::size_t> baselineOf(const StudyCell& cell) const
    {
        std::vector<std::size_t> found;
        const auto isAsked = [&](const std::string& key) {
            return std::any_of(m_options.against.begin(), m_options.against.end(),
                [&](const auto& one) { return one.first == key; });
        };
        const bool isMethod = std::any_of(m_options.against.begin(), m_options.against.end(),
            [](const auto& one) { return isOfMethod(one.first); });
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            const auto& other = m_cells[i];
            const auto sameElsewhere = [&](const StudyCell& a, const StudyCell& b) {
                return std::all_of(a.key.begin(), a.key.end(), [&](const auto& one) {
                    return isAsked(one.first) || (isMethod && isOfMethod(one.first))
                        || valueIn(b, one.first) == one.second;
                });
            };
            const bool isPlain = valueIn(other, kVariantKey).empty() || isAsked(kVariantKey);
            if (matches(other, m_options.against) && isPlain && sameElsewhere(cell, other)
                && sameElsewhere(other, cell))
                found.push_back(i);
        }
        if (found.size() == 1)
            return found.front();
        return invalidInput("against: " + againstText() + " is "
            + (found.empty() ? "no run" : "more than one group") + " of the study beside " + cell.group->label
            + "; name the baseline by axes and values that it alone has");
    }

    std::string againstText() const
    {
        std::vector<std::string> parts;
        for (const auto& [key, value] : m_options.against)
            parts.push_back(key + "=" + value);
        return joinText(parts, ", ");
    }

    Result<void> addTests(std::span<SummaryRow> rows) const
    {
        std::vector<double> p;
        std::vector<std::size_t> tested;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto baseline = baselineOf(m_cells[i]);
            if (!baseline)
                return baseline.error();
            rows[i].against = againstText();
            if (baseline.value() == i)
                continue;
            rows[i].difference = seedDifference(rows[i].numbers, rows[baseline.value()].numbers);
            std::vector<double> differences;
            for (const auto& one : rows[i].difference.values)
                differences.push_back(one.value);
            rows[i].test = pairedTest(m_options.test, differences);
            p.push_back(rows[i].test->pValue);
            tested.push_back(i);
        }
        const auto adjusted = holmAdjusted(p);
        for (std::size_t t = 0; t < tested.size(); ++t)
            rows[tested[t]].adjustedP = adjusted[t];
        return {};
    }

    void addNotes(StudySummary& out) const
    {
        std::set<const ComparedGroup*> seen;
        int missing = 0, failed = 0, incomplete = 0, expected = 0;
        for (const auto& cell : m_cells) {
            if (!seen.insert(cell.group).second)
                continue;
            expected += cell.group->expected;
            missing += cell.group->expected - int(cell.group->runs.size());
            for (const auto* run : cell.group->runs) {
                failed += run->condition == RunCondition::Failed;
                incomplete += !missingResults(*run).empty();
                missing += run->metrics.isNull() && run->condition != RunCondition::Failed
                    && run->condition != RunCondition::Finished;
            }
        }
        if (missing > 0)
            out.notes.push_back(std::to_string(missing) + " of " + std::to_string(expected)
                + " runs have not finished; their groups say n of N.");
        if (incomplete > 0)
            out.notes.push_back(std::to_string(incomplete) + " of " + std::to_string(expected)
                + " runs have finished but have no numbers of their test, and count in no mean; study status "
                  "says what to do.");
        if (failed > 0)
            out.notes.push_back(std::to_string(failed) + " of " + std::to_string(expected)
                + " runs failed; study status says why.");
    }

    /// Runs that were tested and have no number where others of their group have one, or all should.
    void addMissingNumbers(StudySummary& out) const
    {
        std::map<std::string, std::vector<std::string>> without; // by path
        for (std::size_t i = 0; i < out.rows.size(); ++i) {
            const auto& row = out.rows[i];
            const auto& cell = m_cells[i % m_cells.size()];
            if (row.numbers.isEmpty() && row.asked != m_usual)
                continue;
            for (const auto* run : cell.group->runs) {
                if (!hasTestNumbers(*run) || missingNumber(*run, row.metric).empty())
                    continue;
                auto& folders = without[row.metric];
                const auto folder = "runs/" + run->id();
                if (std::find(folders.begin(), folders.end(), folder) == folders.end())
                    folders.push_back(folder); // once, though every test rate has the metric of valid
            }
        }
        constexpr std::size_t kMostNamed = 5;
        for (auto& [metric, folders] : without) {
            const auto count = folders.size();
            if (count > kMostNamed) {
                folders.resize(kMostNamed);
                folders.push_back("and " + std::to_string(count - kMostNamed) + " more");
            }
            out.notes.push_back(joinText(folders, ", ") + (count == 1 ? " has" : " have") + " no number "
                + metricName(metric) + " and " + (count == 1 ? "counts" : "count")
                + " in no mean of it; to train again, delete the folder and run the study.");
        }
    }

    const Study& m_study;
    const SummaryOptions& m_options;
    std::string m_usual; // the number that the study's task is judged by
    std::vector<std::string> m_metrics = m_options.metrics;
    std::vector<StudyCell> m_cells;
};

} // namespace

std::span<const Choice<PairedTestKind>> choices(PairedTestKind)
{
    static constexpr std::array<Choice<PairedTestKind>, 2> all{{
        {PairedTestKind::Wilcoxon, "wilcoxon", "Wilcoxon signed-rank test"},
        {PairedTestKind::Permutation, "permutation", "sign-flip permutation test"},
    }};
    return all;
}

PairedTest pairedTest(PairedTestKind kind, std::span<const double> differences)
{
    return kind == PairedTestKind::Wilcoxon ? wilcoxonSignedRank(differences)
                                            : permutationTest(differences, 0);
}

Result<StudySummary> studySummary(
    const Study& study, std::span<const ComparedGroup> groups, const SummaryOptions& options)
{
    return Summarizer(study, groups, options).summary();
}

} // namespace modalscope
