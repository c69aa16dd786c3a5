#pragma once

#include "core/figure/figure.h"

namespace modalscope {

/// True for panels below each other with the same categories along x: their names stand once, below the
/// lowest.
bool sharesNames(const Figure& figure);

} // namespace modalscope
