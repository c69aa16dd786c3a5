#pragma once

#include "core/figure/figure.h"

#include <span>
#include <vector>

namespace modalscope {

/// Exponential moving average of `values` with `weight` in [0, 1) on the past, corrected for its start (as in
/// TensorBoard): s_t = (w·s_(t−1) + (1 − w)·y_t), shown as s_t / (1 − w^t). NaN stays NaN and is passed over.
std::vector<double> movingAverage(std::span<const double> values, double weight);

/// Every line over epochs replaced by its moving average, with the raw line kept behind it: faint, unnamed
/// and without its band. The line that was the i-th of its panel stays the i-th; the raw ones follow. The
/// note says so. A weight of 0 changes nothing.
Figure smoothedFigure(Figure figure, double weight);

} // namespace modalscope
