#pragma once

#include "core/base/result.h"
#include "core/data/array.h"

#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// The rows of one or several arrays that can be computed with, in order. Points into the arrays.
struct FiniteRows {
    std::int64_t length = 0; ///< values of a row
    std::vector<const float*> rows;
    std::vector<std::int64_t> source; ///< number of each among the rows of all arrays together
    std::int64_t dropped = 0; ///< rows left out: a value is missing (NaN), infinite or larger than 1e16

    std::int64_t count() const { return std::int64_t(rows.size()); }
};

/// Axes behind the first count as one: a row is whatever follows. Error: InvalidInput when rows differ in
/// length between arrays or none can be used.
Result<FiniteRows> finiteRows(std::span<const Array* const> arrays);

/// Features of a trained model in single precision.
Array inSinglePrecision(const ArrayD& features);

} // namespace modalscope
