#pragma once

#include "core/io/read_tensor.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <vector>

namespace modalscope {

/// Numbers of one tensor, over its finite values; NaN and infinite values are counted apart. All 0 of an
/// empty one. Complex ones and those quantised by channel have none (Error of summarize).
struct TensorSummary {
    std::int64_t count = 0; ///< elements
    std::int64_t nan = 0, infinite = 0, zero = 0;
    double mean = 0, deviation = 0; ///< standard deviation of the population
    double lowest = 0, highest = 0;
    double norm = 0; ///< Euclidean
    double sparsity() const { return count > 0 ? double(zero) / double(count) : 0; } ///< share of exact zeros
};

/// Counts of finite values in bins of equal width from lowest to highest; one bin when all are equal.
struct TensorHistogram {
    double lowest = 0, highest = 0;
    std::vector<std::int64_t> counts;
};

struct TensorLook {
    TensorSummary summary;
    TensorHistogram histogram;
};

/// Reads the tensor once, in pieces of a few megabytes. Sums in double precision, in one order. Error: as
/// readDoubles; Cancelled within 100 ms of a stop.
Result<TensorSummary> summarize(const TensorPlace& place, const TensorEntry& tensor, const RunContext& run);
/// Reads it twice. `bins` 1 to 1000.
Result<TensorLook> lookAt(
    const TensorPlace& place, const TensorEntry& tensor, int bins, const RunContext& run);

} // namespace modalscope
