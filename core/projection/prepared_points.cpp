#include "core/projection/prepared_points.h"

#include "core/projection/distance_kernel.h"

#include <algorithm>
#include <array>

namespace modalscope {

std::span<const Choice<Metric>> choices(Metric)
{
    static constexpr std::array<Choice<Metric>, 3> all{{
        {Metric::Euclidean, "euclidean", "Euclidean"},
        {Metric::Cosine, "cosine", "cosine"},
        {Metric::Correlation, "correlation", "correlation"},
    }};
    return all;
}

PreparedPoints preparePoints(const FiniteRows& points, Metric metric)
{
    PreparedPoints out;
    out.metric = metric;
    out.count = points.count();
    const bool unit = metric != Metric::Euclidean;
    // One value more, in which points that have no direction lie: at the same distance from all others.
    out.length = paddedLength(points.length + (unit ? 1 : 0));
    out.values.resize(std::size_t(out.count * out.length), 0.0F);
    for (std::int64_t i = 0; i < out.count; ++i) {
        const float* from = points.rows[std::size_t(i)];
        float* to = out.values.data() + i * out.length;
        if (!unit) {
            std::copy_n(from, points.length, to);
            continue;
        }
        double mean = 0;
        if (metric == Metric::Correlation) {
            for (std::int64_t d = 0; d < points.length; ++d)
                mean += double(from[d]);
            mean /= double(points.length);
        }
        double squares = 0, largest = 0;
        for (std::int64_t d = 0; d < points.length; ++d) {
            squares += (double(from[d]) - mean) * (double(from[d]) - mean);
            largest = std::max(largest, std::abs(double(from[d])));
        }
        const double norm = std::sqrt(squares);
        if (norm <= 1e-7 * largest) { // zero, or constant but for rounding
            to[points.length] = 1;
            continue;
        }
        for (std::int64_t d = 0; d < points.length; ++d)
            to[d] = float((double(from[d]) - mean) / norm);
    }
    return out;
}

} // namespace modalscope
