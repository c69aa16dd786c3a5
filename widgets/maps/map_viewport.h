#pragma once

#include <QPointF>
#include <QRectF>

namespace modalscope {

/// Which part of a picture is seen. Shares of the picture, so that pictures of different sizes show the same
/// part.
struct MapViewport {
    double zoom = 1; ///< 1 = the whole picture fits
    QPointF center{0.5, 0.5};

    bool isFit() const { return zoom <= 1; }
    /// Where the whole picture lies when it is seen in `space`.
    QRectF placed(const QSizeF& picture, const QRectF& space) const;
    /// The same part at `factor` times the zoom, `share` staying where it is; from 1 to `most`.
    MapViewport zoomed(const QPointF& share, double factor, double most) const;
    MapViewport panned(const QPointF& shares) const; ///< the picture moves by this part of itself
    bool operator==(const MapViewport&) const = default;
};

} // namespace modalscope
