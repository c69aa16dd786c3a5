#pragma once

#include "app/embedding/layout_maker.h"
#include "core/projection/projection_quality.h"

#include <QString>

namespace modalscope {

/// "PCA of image, text": what a picture is.
QString layoutTitle(const MadeLayout& made);

/// Which settings made a picture and of what: method, options that differ from their defaults, seed, points,
/// what was left out and why, samples that were drawn.
QString layoutNote(const MadeLayout& made);

/// What must be said on the picture itself: "stopped after epoch 12 of 200", "500,000 of 2,000,000 samples,
/// drawn with seed 0"; empty when nothing.
QString layoutMark(const MadeLayout& made);

/// Trustworthiness and the rest in a line.
QString qualityText(const ProjectionQuality& quality);

} // namespace modalscope
