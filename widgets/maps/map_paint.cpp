#include "widgets/maps/map_paint.h"

#include <QPainter>

#include <cmath>

namespace modalscope {
namespace {

/// Whole pixels of the image that are seen, and where they lie: Qt never scales more than that.
void paintVisible(QPainter& painter, const QImage& image, const QRectF& placed, const QRectF& space)
{
    const auto seen = placed.intersected(space);
    if (image.isNull() || seen.isEmpty())
        return;
    const double across = placed.width() / image.width(), down = placed.height() / image.height();
    const int left = std::max(0, int(std::floor((seen.left() - placed.left()) / across)));
    const int top = std::max(0, int(std::floor((seen.top() - placed.top()) / down)));
    const int right = std::min(image.width(), int(std::ceil((seen.right() - placed.left()) / across)));
    const int bottom = std::min(image.height(), int(std::ceil((seen.bottom() - placed.top()) / down)));
    if (left >= right || top >= bottom)
        return;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, across < 1 && down < 1);
    painter.drawImage(QRectF(placed.left() + left * across, placed.top() + top * down,
                          (right - left) * across, (bottom - top) * down),
        image, QRectF(left, top, right - left, bottom - top));
}

} // namespace

void paintPane(
    QPainter& painter, const MapPane& pane, const MapViewport& viewport, const QRectF& space, double opacity)
{
    if (pane.isEmpty())
        return;
    const auto placed = viewport.placed(pane.size(), space);
    painter.save();
    painter.setClipRect(placed.intersected(space), Qt::IntersectClip);
    paintVisible(painter, pane.picture, placed, space);
    painter.setOpacity(painter.opacity() * (pane.picture.isNull() ? 1 : opacity));
    paintVisible(painter, pane.overlay, placed, space);
    painter.restore();
}

} // namespace modalscope
