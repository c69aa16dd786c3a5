#include "core/figure/figure_wide_csv.h"

#include "core/base/text.h"
#include "core/figure/box_statistics.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

struct WideColumn {
    std::string name;
    std::vector<double> values;
};

class WideTable {
public:
    void add(const std::string& name, std::vector<double> values)
    {
        m_columns.push_back({name, std::move(values)});
    }
    std::size_t rows() const
    {
        std::size_t most = 0;
        for (const auto& column : m_columns)
            most = std::max(most, column.values.size());
        return most;
    }
    std::string text() const
    {
        std::string out;
        for (std::size_t c = 0; c < m_columns.size(); ++c)
            out += (c == 0 ? "" : ",") + m_columns[c].name;
        out += '\n';
        for (std::size_t r = 0; r < rows(); ++r) {
            for (std::size_t c = 0; c < m_columns.size(); ++c) {
                const auto& values = m_columns[c].values;
                out += (c == 0 ? "" : ",") + (r < values.size() ? numberText(values[r]) : "nan");
            }
            out += '\n';
        }
        return out;
    }

private:
    std::vector<WideColumn> m_columns;
};

void addInterval(WideTable& table, const std::string& name, const std::vector<double>& low,
    const std::vector<double>& high)
{
    if (low.empty())
        return;
    table.add(name + "_low", low);
    table.add(name + "_high", high);
}

void addLines(WideTable& table, const Panel& panel, std::size_t p)
{
    for (std::size_t s = 0; s < panel.lines.size(); ++s) {
        const auto& line = panel.lines[s];
        const auto name = wideColumn(p, "line", s);
        table.add(name + "_x", line.x);
        table.add(name + "_y", line.y);
        addInterval(table, name, line.low, line.high);
    }
    for (std::size_t s = 0; s < panel.references.size(); ++s) {
        const auto& line = panel.references[s];
        const auto name = wideColumn(p, "reference", s);
        table.add(name + "_y", {line.y});
        if (line.low != line.high)
            addInterval(table, name, {line.low}, {line.high});
    }
    for (std::size_t s = 0; s < panel.markers.size(); ++s)
        table.add(wideColumn(p, "marker", s) + "_x", {panel.markers[s].x});
    for (std::size_t s = 0; s < panel.points.size(); ++s) {
        table.add(wideColumn(p, "point", s) + "_x", panel.points[s].x);
        table.add(wideColumn(p, "point", s) + "_y", panel.points[s].y);
    }
}

void addBars(WideTable& table, const Panel& panel, std::size_t p)
{
    for (std::size_t s = 0; s < panel.bars.size(); ++s) {
        const auto& bars = panel.bars[s];
        const auto name = wideColumn(p, "bar", s);
        std::vector<double> places;
        for (std::size_t i = 0; i < bars.values.size(); ++i)
            places.push_back(double(i) + categorySlot(s, panel.bars.size()).offset);
        table.add(name + "_x", places);
        table.add(name + "_value", bars.values);
        addInterval(table, name, bars.low, bars.high);
    }
}

void addBoxes(WideTable& table, const BoxSeries& boxes, const std::string& name, const CategorySlot& slot)
{
    std::vector<double> places, counts, lowerWhiskers, lowerQuartiles, medians, upperQuartiles, upperWhiskers;
    std::vector<double> stripPlaces, strips, categories, all;
    for (std::size_t i = 0; i < boxes.values.size(); ++i) {
        const auto box = boxStatistics(boxes.values[i]);
        places.push_back(double(i) + slot.offset);
        counts.push_back(box.n);
        lowerWhiskers.push_back(box.lowerWhisker);
        lowerQuartiles.push_back(box.lowerQuartile);
        medians.push_back(box.median);
        upperQuartiles.push_back(box.upperQuartile);
        upperWhiskers.push_back(box.upperWhisker);
        const auto strip = stripValues(boxes.values[i]);
        for (std::size_t k = 0; k < strip.size(); ++k) {
            stripPlaces.push_back(places.back() + stripPlace(k) * slot.width * kStripShare);
            strips.push_back(strip[k]);
        }
        categories.insert(categories.end(), boxes.values[i].size(), double(i));
        all.insert(all.end(), boxes.values[i].begin(), boxes.values[i].end());
    }
    table.add(name + "_x", places);
    table.add(name + "_n", counts);
    table.add(name + "_lower_whisker", lowerWhiskers);
    table.add(name + "_lower_quartile", lowerQuartiles);
    table.add(name + "_median", medians);
    table.add(name + "_upper_quartile", upperQuartiles);
    table.add(name + "_upper_whisker", upperWhiskers);
    table.add(name + "_strip_x", stripPlaces);
    table.add(name + "_strip_y", strips);
    table.add(name + "_category", categories);
    table.add(name + "_value", all);
}

void addHeatMap(WideTable& table, const Panel& panel, const std::string& name)
{
    const auto columns = std::max<std::size_t>(1, panel.x.categories.size());
    std::vector<double> across, down;
    auto shades = panel.heatMap->values;
    for (std::size_t i = 0; i < shades.size(); ++i) {
        across.push_back(double(i % columns));
        down.push_back(double(i / columns));
        if (!std::isfinite(shades[i]))
            shades[i] = panel.heatMap->low;
    }
    table.add(name + "_column", across);
    table.add(name + "_row", down);
    table.add(name + "_value", panel.heatMap->values);
    table.add(name + "_shade", shades);
}

WideTable wideTable(const Figure& figure)
{
    WideTable table;
    for (std::size_t p = 0; p < figure.panels.size(); ++p) {
        const auto& panel = figure.panels[p];
        addLines(table, panel, p);
        addBars(table, panel, p);
        for (std::size_t s = 0; s < panel.boxes.size(); ++s)
            addBoxes(table, panel.boxes[s], wideColumn(p, "box", s), categorySlot(s, panel.boxes.size()));
        if (panel.heatMap)
            addHeatMap(table, panel, "p" + std::to_string(p + 1) + "_heat");
    }
    return table;
}

} // namespace

std::string wideColumn(std::size_t panel, const char* mark, std::size_t series)
{
    return "p" + std::to_string(panel + 1) + "_" + mark + std::to_string(series + 1);
}

std::size_t wideRows(const Figure& figure)
{
    return wideTable(figure).rows();
}

std::string figureWideCsv(const Figure& figure)
{
    return wideTable(figure).text();
}

} // namespace modalscope
