#include "core/base/text.h"
#include "core/figure/box_statistics.h"
#include "core/figure/figure.h"

#include <algorithm>
#include <optional>

namespace modalscope {
namespace {

/// One point; `low` and `high` empty where there is no interval.
struct Point {
    std::string x;
    std::optional<double> y;
    bool hasInterval = false;
    double low = 0;
    double high = 0;
    std::string text = {};
};

class PointWriter {
public:
    PointWriter(std::string& out, std::string panel, bool withText)
        : m_out(out)
        , m_panel(csvCell(panel))
        , m_withText(withText)
    { }

    void write(const char* kind, const std::string& series, const Point& point)
    {
        m_out += m_panel + ',' + kind + ',' + csvCell(series) + ',' + csvCell(point.x) + ','
            + (point.y ? numberText(*point.y) : "") + ',';
        if (point.hasInterval)
            m_out += numberText(point.low) + ',' + numberText(point.high);
        else
            m_out += ',';
        if (m_withText)
            m_out += ',' + csvCell(point.text);
        m_out += '\n';
    }

private:
    std::string& m_out;
    std::string m_panel;
    bool m_withText;
};

std::string panelName(const Figure& figure, std::size_t index)
{
    const auto& title = figure.panels[index].title;
    return title.empty() ? std::to_string(index + 1) : title;
}

std::string categoryName(const Axis& axis, std::size_t index)
{
    return index < axis.categories.size() ? axis.categories[index] : std::to_string(index + 1);
}

void writeCells(PointWriter& writer, const Panel& panel)
{
    const auto& map = *panel.heatMap;
    const auto columns = std::max<std::size_t>(1, panel.x.categories.size());
    for (std::size_t i = 0; i < map.values.size(); ++i)
        writer.write("cell", categoryName(panel.y, i / columns),
            {.x = categoryName(panel.x, i % columns),
                .y = map.values[i],
                .text = i < map.texts.size() ? map.texts[i] : ""});
}

void writeBoxes(PointWriter& writer, const Panel& panel, const BoxSeries& boxes)
{
    for (std::size_t i = 0; i < boxes.values.size(); ++i) {
        const auto box = boxStatistics(boxes.values[i]);
        const auto category = categoryName(panel.x, i);
        if (box.n > 0) {
            writer.write(
                "box", boxes.label, {category, box.median, true, box.lowerQuartile, box.upperQuartile});
            writer.write(
                "whiskers", boxes.label, {category, box.median, true, box.lowerWhisker, box.upperWhisker});
        }
        for (const double value : boxes.values[i])
            writer.write("value", boxes.label, {category, value});
    }
}

bool hasTexts(const Panel& panel)
{
    return panel.heatMap
        || std::any_of(panel.points.begin(), panel.points.end(),
            [](const PointSeries& points) { return !points.names.empty(); });
}

} // namespace

std::string figureCsv(const Figure& figure)
{
    const bool withText = std::any_of(figure.panels.begin(), figure.panels.end(), hasTexts);
    std::string out = withText ? "panel,kind,series,x,y,low,high,text\n" : "panel,kind,series,x,y,low,high\n";
    for (std::size_t p = 0; p < figure.panels.size(); ++p) {
        const auto& panel = figure.panels[p];
        PointWriter writer(out, panelName(figure, p), withText);
        for (const auto& line : panel.lines)
            for (std::size_t i = 0; i < line.x.size(); ++i) {
                const bool band = !line.low.empty();
                writer.write("line", line.label,
                    {numberText(line.x[i]), line.y[i], band, band ? line.low[i] : 0,
                        band ? line.high[i] : 0});
            }
        for (const auto& line : panel.references)
            writer.write("reference", line.label, {"", line.y, line.low != line.high, line.low, line.high});
        for (const auto& bars : panel.bars)
            for (std::size_t i = 0; i < bars.values.size(); ++i) {
                const bool error = !bars.low.empty();
                writer.write("bar", bars.label,
                    {categoryName(panel.x, i), bars.values[i], error, error ? bars.low[i] : 0,
                        error ? bars.high[i] : 0});
            }
        for (const auto& boxes : panel.boxes)
            writeBoxes(writer, panel, boxes);
        for (const auto& points : panel.points)
            for (std::size_t i = 0; i < points.x.size(); ++i)
                writer.write("point", points.label,
                    {.x = numberText(points.x[i]),
                        .y = points.y[i],
                        .text = i < points.names.size() ? points.names[i] : ""});
        for (const auto& marker : panel.markers)
            writer.write("marker", marker.label, {.x = numberText(marker.x), .y = {}});
        if (panel.heatMap)
            writeCells(writer, panel);
    }
    return out;
}

} // namespace modalscope
