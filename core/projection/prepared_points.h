#pragma once

#include "core/projection/finite_rows.h"
#include "core/projection/metric.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace modalscope {

/// Points in which every metric is a function of ‖a − b‖², in rows as `distance_kernel.h` wants them:
/// for cosine and correlation they have length 1, since 1 − cos = ‖a − b‖²/2 then.
struct PreparedPoints {
    Metric metric = Metric::Euclidean;
    std::int64_t count = 0;
    std::int64_t length = 0; ///< padded
    std::vector<float> values; ///< [count, length]

    const float* row(std::int64_t i) const { return values.data() + i * length; }

    /// The metric's distance from the squared one of the rows.
    float distance(float squared) const
    {
        return metric == Metric::Euclidean ? std::sqrt(squared) : squared / 2;
    }
};

PreparedPoints preparePoints(const FiniteRows& points, Metric metric);

} // namespace modalscope
