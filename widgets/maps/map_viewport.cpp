#include "widgets/maps/map_viewport.h"

#include <algorithm>

namespace modalscope {
namespace {

/// Not beyond the borders of the picture.
QPointF inside(const QPointF& center, double zoom)
{
    const double half = 0.5 / zoom;
    return {std::clamp(center.x(), half, 1 - half), std::clamp(center.y(), half, 1 - half)};
}

} // namespace

QRectF MapViewport::placed(const QSizeF& picture, const QRectF& space) const
{
    if (picture.isEmpty() || space.isEmpty())
        return {};
    const double scale = zoom * std::min(space.width() / picture.width(), space.height() / picture.height());
    const QSizeF size = picture * scale;
    return {space.center() - QPointF(center.x() * size.width(), center.y() * size.height()), size};
}

MapViewport MapViewport::zoomed(const QPointF& share, double factor, double most) const
{
    const double next = std::clamp(zoom * factor, 1.0, std::max(1.0, most));
    return {next, inside(share - (share - center) * (zoom / next), next)};
}

MapViewport MapViewport::panned(const QPointF& shares) const
{
    return {zoom, inside(center - shares, zoom)};
}

} // namespace modalscope
