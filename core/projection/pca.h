#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/config/describe.h"
#include "core/data/array.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace modalscope {

enum class PcaSolver { Auto, Exact, Randomized };
std::span<const Choice<PcaSolver>> choices(PcaSolver);

struct PcaOptions {
    int components = 2;
    PcaSolver solver = PcaSolver::Auto;
    int oversampling = 10; ///< randomized: directions tried beyond `components`
    int iterations = 4; ///< randomized: passes that sharpen the directions
    std::uint64_t seed = 0; ///< randomized
    int threads = 0; ///< 0 = all; the result does not depend on it
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, PcaOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"components", "directions to find", 1, 100000}, options.components);
    visit(Field{"solver", "how; auto = exact when points or values are at most 1024"}, options.solver);
    if (options.solver != PcaSolver::Exact) {
        visit(
            Field{"oversampling", "directions tried beyond those asked for", 0, 1000}, options.oversampling);
        visit(Field{"iterations", "passes that sharpen the directions", 0, 100}, options.iterations);
        visit(Field{"seed", "seeds the directions tried first", 0, 9007199254740991.0}, options.seed);
    }
    visit(Field{"threads", "threads; 0 = all; the result does not depend on it", 0, 1024}, options.threads);
}

/// Principal components: the directions of largest variance and the mean they start from.
struct Pca {
    std::vector<double> mean; ///< [value]
    ArrayD components; ///< [component, value], orthonormal; the entry of largest size is positive
    std::vector<double> variance; ///< [component], falling, divided by points − 1
    double totalVariance = 0; ///< of all directions together
    std::int64_t points = 0; ///< it was fitted on
    std::int64_t dropped = 0; ///< points left out: not finite
    bool exact = true; ///< false: randomized

    /// Share of the variance that a component explains; 0 when nothing varies.
    double share(std::size_t component) const
    {
        return totalVariance > 0 ? variance[component] / totalVariance : 0;
    }

    /// [point, component] of points of the same length, also of new ones; NaN for a point with a NaN.
    /// Error: Shape.
    Result<Array> transform(const Array& points, int threads = 0) const;
};

/// One fit for all arrays together, so that modalities share their axes. At most as many components as points
/// and values. Exact: eigenvectors of the covariance, or of the products of points when these are fewer,
/// from single-precision products summed in double (relative error about 1e-6). Randomized: subspace
/// iteration of Halko, Martinsson and Tropp (2011), algorithms 4.4 and 5.1. Deterministic for any number of
/// threads. Error: InvalidInput, Cancelled.
Result<Pca> fitPca(
    std::span<const Array* const> arrays, const PcaOptions& options = {}, const std::stop_token& stop = {});
Result<Pca> fitPca(const Array& points, const PcaOptions& options = {}, const std::stop_token& stop = {});

} // namespace modalscope
