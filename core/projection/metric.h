#pragma once

#include "core/config/choice.h"

namespace modalscope {

/// How far apart two points are: ‖a − b‖; 1 − cos(a, b); the same of points less their own mean.
/// For the last two a zero vector is at distance 1 from all others and 0 from other zero vectors.
enum class Metric { Euclidean, Cosine, Correlation };
std::span<const Choice<Metric>> choices(Metric);

} // namespace modalscope
