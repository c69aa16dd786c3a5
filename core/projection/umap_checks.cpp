#include "core/projection/umap_checks.h"

#include "core/base/text.h"

#include <limits>
#include <string>

namespace modalscope {
namespace {

std::optional<Error> checkUmapOptions(const UmapOptions& options)
{
    if (options.dimensions != 2 && options.dimensions != 3)
        return invalidInput("dimensions: a picture has 2 or 3, not " + std::to_string(options.dimensions));
    if (options.neighbors < 2)
        return invalidInput("neighbors: " + std::to_string(options.neighbors) + " are too few; at least 2");
    if (!(options.spread > 0) || !(options.minDist >= 0) || options.minDist > options.spread)
        return invalidInput("min_dist: " + numberText(options.minDist)
            + " must lie between 0 and spread, which is " + numberText(options.spread));
    if (!(options.learningRate > 0))
        return invalidInput("learning_rate: must be above 0");
    if (options.epochs < 0 || options.negatives < 0 || !(options.repulsion >= 0)
        || !(options.localConnectivity >= 0))
        return invalidInput("epochs, negatives, repulsion and local_connectivity must not be below 0");
    if (!(options.unionShare >= 0 && options.unionShare <= 1)
        || !(options.targetWeight >= 0 && options.targetWeight <= 1) || !(options.pull >= 0))
        return invalidInput(
            "union_share and target_weight must lie between 0 and 1, pull must not be below 0");
    return std::nullopt;
}

} // namespace

std::optional<Error> checkUmap(
    const Array& points, const FiniteRows& finite, const UmapOptions& options, const UmapGuides& guides)
{
    if (auto error = checkUmapOptions(options))
        return error;
    if (finite.count() < 3)
        return invalidInput("UMAP needs at least 3 points without missing or too large values, there "
            + std::string(finite.count() == 1 ? "is 1" : "are " + std::to_string(finite.count())));
    if (finite.count() > std::numeric_limits<std::int32_t>::max() / 2)
        return invalidInput("UMAP takes at most a thousand million points; draw a sample of them");
    if (!guides.labels.empty() && std::int64_t(guides.labels.size()) != points.rows())
        return invalidInput("there are " + std::to_string(guides.labels.size()) + " labels for "
            + std::to_string(points.rows()) + " points");
    if (!guides.before.values.empty()
        && (guides.before.rows() != points.rows() || guides.before.rowSize() != options.dimensions))
        return invalidInput("the picture before has " + std::to_string(guides.before.rows()) + " points in "
            + std::to_string(guides.before.rowSize()) + " dimensions, this one has "
            + std::to_string(points.rows()) + " in " + std::to_string(options.dimensions));
    return std::nullopt;
}

Error differentLength(std::int64_t given, std::int64_t wanted)
{
    return invalidInput("the new points have " + std::to_string(given) + " values each, those of the picture "
        + std::to_string(wanted));
}

} // namespace modalscope
