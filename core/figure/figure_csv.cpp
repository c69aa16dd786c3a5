#include "core/base/text.h"
#include "core/figure/figure.h"

namespace modalscope {
namespace {

/// One point; `low` and `high` empty where there is no interval.
struct Point {
    std::string x;
    double y = 0;
    bool hasInterval = false;
    double low = 0;
    double high = 0;
};

class PointWriter {
public:
    PointWriter(std::string& out, std::string panel)
        : m_out(out)
        , m_panel(csvCell(panel))
    { }

    void write(const char* kind, const std::string& series, const Point& point)
    {
        m_out += m_panel + ',' + kind + ',' + csvCell(series) + ',' + csvCell(point.x) + ','
            + numberText(point.y) + ',';
        if (point.hasInterval)
            m_out += numberText(point.low) + ',' + numberText(point.high);
        else
            m_out += ',';
        m_out += '\n';
    }

private:
    std::string& m_out;
    std::string m_panel;
};

std::string panelName(const Figure& figure, std::size_t index)
{
    const auto& title = figure.panels[index].title;
    return title.empty() ? std::to_string(index + 1) : title;
}

} // namespace

std::string figureCsv(const Figure& figure)
{
    std::string out = "panel,kind,series,x,y,low,high\n";
    for (std::size_t p = 0; p < figure.panels.size(); ++p) {
        const auto& panel = figure.panels[p];
        PointWriter writer(out, panelName(figure, p));
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
                const auto category
                    = i < panel.x.categories.size() ? panel.x.categories[i] : std::to_string(i + 1);
                writer.write("bar", bars.label,
                    {category, bars.values[i], error, error ? bars.low[i] : 0, error ? bars.high[i] : 0});
            }
    }
    return out;
}

} // namespace modalscope
