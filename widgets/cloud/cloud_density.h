#pragma once

#include "widgets/cloud/cloud_shot.h"

namespace modalscope {

/// How many points lie around each pixel, as colours of a heat map over the whole picture: the logarithm of
/// the count, smoothed over a few pixels; the strongest colour is where most of those that are seen lie.
void paintDensity(QImage& image, const CloudShot& shot);

} // namespace modalscope
