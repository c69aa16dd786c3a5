#pragma once

#include "core/data/selection_mask.h"
#include "widgets/cloud/cloud_camera.h"
#include "widgets/cloud/cloud_ink.h"

#include <QImage>
#include <QSize>

namespace modalscope {

/// All that a picture of a cloud is made from: values, so that any thread can make it.
struct CloudShot {
    std::shared_ptr<const CloudIndex> index;
    std::shared_ptr<const CloudInk> ink;
    std::shared_ptr<const SamplePoints> pairs; ///< for pair lines; null: none
    std::shared_ptr<const SelectionMask> selected; ///< of samples; null or empty: no point is faded
    std::shared_ptr<const SelectionMask> isolated; ///< null: all are shown
    CloudCamera camera;
    QSizeF space; ///< pixels
    int margin = 0; ///< pixels around the space that the picture has too
    double diameter = 4; ///< of a point, pixels
    double opacity = 0.8;
    bool smooth = true; ///< borders of points
    bool density = false;
    bool dark = false;
    QRgb ground = 0xffffffff, lines = 0xff808080;

    bool isShown(std::size_t rank) const { return !isolated || isolated->contains(index->sample[rank]); }
    bool hasSelection() const { return selected && !selected->isEmpty(); }
};

/// More pair lines than these are not drawn: every n-th sample then has its lines.
inline constexpr std::size_t kMostPairLines = 20'000;

/// A step n, so that at most kMostPairLines samples have pair lines; selected ones only when there are some.
std::size_t pairLineStep(const CloudShot& shot);

/// The cloud, space and margin, on the ground: pair lines, then faded points, then selected ones. Points
/// outside of the space cost little. Any thread.
QImage cloudPicture(const CloudShot& shot);

/// Diameter in points (1/72 inch) and opacity that suit `count` points on screen, magnified `zoom` times.
struct CloudPointLook {
    double diameter = 4;
    double opacity = 0.8;
};
CloudPointLook cloudPointLook(std::size_t count, double zoom);

} // namespace modalscope
