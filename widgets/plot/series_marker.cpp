#include "widgets/plot/series_marker.h"

#include <array>

namespace modalscope {

QCPScatterStyle markerStyle(const SeriesLook& look, double points, double opacity, const FigureStyle& style)
{
    using enum QCPScatterStyle::ScatterShape;
    constexpr std::array kShapes{
        ssDisc, ssSquare, ssDiamond, ssTriangle, ssTriangleInverted, ssCross, ssPlus, ssStar};
    constexpr auto kFirstStroke = MarkerShape::Cross; // the shapes from here on are strokes without an area
    auto color = look.color;
    color.setAlphaF(float(opacity));
    QCPScatterStyle marker(kShapes[std::size_t(look.marker)], points * style.unit);
    const bool isStroke = look.marker >= kFirstStroke;
    // A pen round a pale area would show as a ring, where both lie over each other.
    marker.setPen(isStroke || opacity >= 1 ? style.pen(color, std::min(0.8, points / 4)) : QPen(Qt::NoPen));
    if (look.marker == MarkerShape::Disc && opacity < 1)
        marker.setShape(ssCircle); // a disc is filled with its pen's colour
    marker.setBrush(color);
    return marker;
}

} // namespace modalscope
