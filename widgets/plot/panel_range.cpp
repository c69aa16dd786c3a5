#include "widgets/plot/panel_plot.h"

#include <cmath>

namespace modalscope {
namespace {

/// The smallest range around finite values; positive ones only on a logarithmic axis.
class Extent {
public:
    explicit Extent(bool logarithmic)
        : m_logarithmic(logarithmic)
    { }

    void add(double value)
    {
        if (!std::isfinite(value) || (m_logarithmic && value <= 0))
            return;
        m_low = std::min(m_low, value);
        m_high = std::max(m_high, value);
    }
    template <class Values>
    void addAll(const Values& values)
    {
        for (const double value : values)
            add(value);
    }
    bool isEmpty() const { return m_low > m_high; }
    double low() const { return m_low; }
    double high() const { return m_high; }

private:
    bool m_logarithmic;
    double m_low = HUGE_VAL, m_high = -HUGE_VAL;
};

/// With `share` of its length as air on both sides; a single value gets a range of its own.
QCPRange padded(const Extent& extent, const Axis& axis, double share)
{
    if (axis.logarithmic) {
        const double factor = std::max(1.2, std::pow(extent.high() / extent.low(), share));
        return {extent.low() / factor, extent.high() * factor};
    }
    double air = share * (extent.high() - extent.low());
    if (air <= 0)
        air = std::max(std::abs(extent.high()) * 0.05, 0.5);
    const bool touchesZero = extent.low() >= 0 && extent.low() - air < 0;
    return {touchesZero ? 0 : extent.low() - air, extent.high() + air};
}

QCPRange wanted(const Axis& axis)
{
    return {axis.low, axis.high};
}

} // namespace

QCPRange fullRangeX(const Panel& panel)
{
    if (panel.heatMap)
        return {-0.5, double(panel.x.categories.size()) - 0.5};
    if (!panel.x.categories.empty())
        return {-0.6, double(panel.x.categories.size()) - 0.4};
    if (panel.x.hasRange)
        return wanted(panel.x);
    Extent extent(panel.x.logarithmic);
    for (const auto& line : panel.lines)
        extent.addAll(line.x);
    if (extent.isEmpty())
        return panel.x.logarithmic ? QCPRange(0.1, 10) : QCPRange(0, 1);
    if (panel.epochs && extent.low() < extent.high())
        return {extent.low(), extent.high() + 0.01 * (extent.high() - extent.low())};
    return padded(extent, panel.x, 0.02);
}

QCPRange fullRangeY(const Panel& panel)
{
    if (panel.heatMap)
        return {-0.5, double(panel.y.categories.size()) - 0.5};
    if (panel.y.hasRange)
        return wanted(panel.y);
    Extent extent(panel.y.logarithmic);
    for (const auto& line : panel.lines) {
        extent.addAll(line.y);
        extent.addAll(line.low);
        extent.addAll(line.high);
    }
    for (const auto& reference : panel.references)
        for (const double value : {reference.y, reference.low != reference.high ? reference.low : reference.y,
                 reference.low != reference.high ? reference.high : reference.y})
            extent.add(value);
    for (const auto& bars : panel.bars) {
        extent.add(0);
        extent.addAll(bars.values);
        extent.addAll(bars.low);
        extent.addAll(bars.high);
    }
    if (extent.isEmpty())
        return panel.y.logarithmic ? QCPRange(0.1, 10) : QCPRange(0, 1);
    return padded(extent, panel.y, 0.05);
}

} // namespace modalscope
