#include "widgets/plot/hatched_bars.h"

#include "core/figure/paper_look.h"
#include "widgets/base/palette.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr double kHatchStep = 3; // points between stripes, along the x axis
constexpr double kHatchWidth = 0.7; // points

/// Parallel lines at 45° within `space`; rising to the right or falling.
QList<QLineF> stripesIn(const QRectF& space, double step, bool isRising)
{
    QList<QLineF> lines;
    const double height = space.height();
    for (double from = step / 2 - height; from < space.width(); from += step) {
        const double first = std::max(0.0, -from);
        const double last = std::min(height, space.width() - from);
        if (last <= first)
            continue;
        const auto at = [&](double along) {
            return QPointF(
                space.left() + from + along, isRising ? space.bottom() - along : space.top() + along);
        };
        lines.append({at(first), at(last)});
    }
    return lines;
}

} // namespace

void drawHatch(QCPPainter& painter, const QRectF& space, int color, const FigureStyle& style)
{
    const auto hatch = paperHatch(color);
    if (hatch == PaperHatch::None)
        return;
    auto pen = style.pen(style.ground, kHatchWidth);
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    const double step = kHatchStep * style.unit;
    if (hatch != PaperHatch::Falling)
        painter.drawLines(stripesIn(space, step, true));
    if (hatch != PaperHatch::Rising)
        painter.drawLines(stripesIn(space, step, false));
}

void HatchedBars::setLook(int color, const FigureStyle& style)
{
    m_color = color;
    m_style = style;
    setPen(Qt::NoPen);
    setBrush(paletteColor(color, style.dark));
}

void HatchedBars::draw(QCPPainter* painter)
{
    QCPBars::draw(painter);
    if (paperHatch(m_color) == PaperHatch::None)
        return;
    const QRectF seen = clipRect();
    painter->setAntialiasing(true);
    for (const auto& bar : *data())
        drawHatch(*painter, getBarRect(bar.key, bar.value).normalized().intersected(seen), m_color, m_style);
}

} // namespace modalscope
