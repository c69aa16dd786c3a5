#include "core/figure/adapter_figure.h"

#include "core/base/text.h"
#include "core/figure/adapter_table.h"
#include "core/figure/figure_groups.h"
#include "core/figure/figure_notes.h"
#include "core/figure/metric_axis.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr std::size_t kMostPanels = 6;
constexpr int kBaseColor = 0;
constexpr int kDedicatedColor = 9; // options have 1 to 8, whichever of them are there

/// Adds to the series called `label`, which is made with its first point.
void addPoint(Panel& panel, const std::string& label, int color, double x, double y, const std::string& name,
    const std::string& key)
{
    if (!(x > 0) || std::isnan(y))
        return;
    auto series = std::ranges::find(panel.points, label, &PointSeries::label);
    if (series == panel.points.end())
        series = panel.points.insert(series, {.label = label, .x = {}, .y = {}, .color = color});
    series->x.push_back(x);
    series->y.push_back(y);
    series->names.push_back(name);
    series->keys.push_back(key);
}

/// The same for all panels, so that they can be compared by eye, with room for whole markers at both ends.
void shareParameterRange(std::vector<Panel>& panels)
{
    double least = std::numeric_limits<double>::infinity(), most = 0;
    for (const auto& panel : panels)
        for (const auto& series : panel.points)
            for (const double x : series.x) {
                least = std::min(least, x);
                most = std::max(most, x);
            }
    const double air = std::max(1.5, std::pow(most / least, 0.06));
    for (auto& panel : panels) {
        panel.x.hasRange = true;
        panel.x.low = least / air;
        panel.x.high = most * air;
    }
}

class AdapterFigureMaker {
public:
    explicit AdapterFigureMaker(const AdapterSummary& summary)
        : m_summary(summary)
        , m_axis(metricAxis("test/fused/" + summary.metric))
    { }

    Figure make(const std::string& conditions)
    {
        Figure figure;
        figure.name = "adapters-parameters";
        figure.title
            = "Test " + m_axis.quantity + " against the parameters learned, " + adapterBasesText(m_summary);
        std::vector<const AdapterRow*> rows;
        for (const auto& row : m_summary.rows)
            if (!row.isWhole)
                rows.push_back(&row);
        const bool isOne = rows.size() > kMostPanels;
        if (isOne)
            figure.panels.push_back(emptyPanel({}));
        for (const auto* row : rows) {
            if (!isOne)
                figure.panels.push_back(emptyPanel(adapterRowLabel(m_summary, *row)));
            addRow(figure.panels.back(), *row, !isOne);
        }
        std::erase_if(figure.panels, [](const Panel& panel) { return panel.points.empty(); });
        shareParameterRange(figure.panels);
        figure.columns = figureColumns(figure.panels.size());
        figure.note = figure.panels.empty()
            ? "No adapter set of this run has values that are learned."
            : noteText(std::vector<std::string>{seedCountText(m_least, m_most) + " of the adapters",
                m_summary.bases.size() > 1 ? "means over the runs and the seeds of their adapters"
                                           : "means over seeds",
                isOne ? "a point for each set of modalities" : "", conditions});
        for (const auto& note : m_summary.notes)
            figure.note += " " + note;
        figure.provenance = runProvenance(std::move(m_behind), "adapters page");
        return figure;
    }

private:
    Panel emptyPanel(std::string title) const
    {
        Panel panel;
        panel.title = std::move(title);
        panel.x.label = "parameters learned";
        panel.x.logarithmic = true;
        panel.y.label = m_axis.label();
        return panel;
    }

    void addRow(Panel& panel, const AdapterRow& row, bool withBase)
    {
        const auto where = adapterRowLabel(m_summary, row);
        for (std::size_t i = 0; i < m_summary.options.size(); ++i) {
            const auto& numbers = row.adapted[i];
            if (numbers.value.isEmpty() || !(numbers.learned > 0))
                continue;
            const auto kind = m_summary.options[i];
            const int n = numbers.value.over.n;
            addPoint(panel, std::string(labelOf(kind)), int(kind), numbers.learned,
                numbers.value.over.mean * m_axis.factor, where + ", " + seedCountText(n),
                m_summary.bases.front());
            m_least = m_most == 0 ? n : std::min(m_least, n);
            m_most = std::max(m_most, n);
            note(numbers.value);
        }
        if (!row.dedicated.isEmpty()) {
            addPoint(panel, "dedicated", kDedicatedColor, row.dedicatedParameters,
                row.dedicated.over.mean * m_axis.factor, where + ", " + seedCountText(row.dedicated.over.n),
                row.dedicated.values.front().runs.front());
            note(row.dedicated);
        }
        if (withBase && !row.pretrained.isEmpty() && !panel.points.empty()) {
            const double y = row.pretrained.over.mean * m_axis.factor;
            panel.references.push_back(
                {.label = "pretrained", .y = y, .low = y, .high = y, .color = kBaseColor});
        }
    }

    void note(const SeedNumbers& numbers)
    {
        for (auto& run : numbers.runs())
            m_behind.push_back(std::move(run));
    }

    const AdapterSummary& m_summary;
    MetricAxis m_axis;
    std::vector<std::string> m_behind;
    int m_least = 0, m_most = 0;
};

} // namespace

Figure adapterFigure(const AdapterSummary& summary, const std::string& conditions)
{
    return AdapterFigureMaker(summary).make(conditions);
}

} // namespace modalscope
