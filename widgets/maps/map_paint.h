#pragma once

#include "widgets/maps/map_pane.h"
#include "widgets/maps/map_viewport.h"

class QPainter;

namespace modalscope {

/// Draws the part of a pane that `viewport` shows into `space`: the picture, over it the labels with
/// `opacity` from 0 to 1. Pixels stay squares when they are enlarged. Nothing outside of `space` is touched.
void paintPane(
    QPainter& painter, const MapPane& pane, const MapViewport& viewport, const QRectF& space, double opacity);

} // namespace modalscope
