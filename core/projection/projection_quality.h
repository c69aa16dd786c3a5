#pragma once

#include "core/base/result.h"
#include "core/config/describe.h"
#include "core/data/array.h"
#include "core/projection/metric.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

namespace modalscope {

struct QualityOptions {
    int neighbors = 15; ///< k, the point itself not counted
    Metric metric = Metric::Euclidean; ///< of the points; in a picture it is Euclidean
    std::int64_t exactUpTo = 5000; ///< points; above, `sample` of them are judged
    std::int64_t sample = 2000;
    std::uint64_t seed = 0;
    int threads = 0;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, QualityOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"neighbors", "points that count as near, the point itself not included", 1, 1000},
        options.neighbors);
    visit(Field{"metric", "distance between points"}, options.metric);
    visit(Field{"exact_up_to", "points; above, a sample of them is judged", 1, 1e9}, options.exactUpTo);
    visit(Field{"sample", "points that are judged when there are more", 1, 1e9}, options.sample);
    visit(Field{"seed", "seeds the sample", 0, 9007199254740991.0}, options.seed);
    visit(Field{"threads", "threads; 0 = all; the result does not depend on it", 0, 1024}, options.threads);
}

/// How far a picture keeps who is near whom. All in [0, 1], 1 being best.
struct ProjectionQuality {
    double trustworthiness = 0; ///< neighbours in the picture are near in truth: Venna and Kaski (2001)
    double continuity = 0; ///< neighbours in truth are near in the picture
    double neighborOverlap = 0; ///< share of the k neighbours that are the same
    std::optional<double> labelAccuracy; ///< label that most of the k neighbours in the picture have
    std::optional<double> labelAccuracyOfPoints; ///< the same among the points themselves
    std::int64_t points = 0; ///< compared with: finite in both
    std::int64_t judged = 0; ///< all, or a sample drawn with the seed
    int neighbors = 0; ///< k; less than asked for when there are few points
};

/// `points` [row, ...] and their `layout` [row, dimensions]; rows not finite in both are left out. Ranks are
/// always among all points, also when a sample is judged. `labels` [row], may be empty; below 0 = unknown,
/// neither judged nor voting. Votes that are equal go to the nearest. Trustworthiness and continuity need k
/// below half the points, so k is cut to that. Error: InvalidInput, Cancelled.
Result<ProjectionQuality> measureProjection(const Array& points, const Array& layout,
    std::span<const int> labels = {}, const QualityOptions& options = {}, const RunContext& context = {});

} // namespace modalscope
