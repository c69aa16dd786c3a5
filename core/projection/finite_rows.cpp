#include "core/projection/finite_rows.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace modalscope {
namespace {

constexpr float kLargest = 1e16F; // squares, and their sums over a row, must stay finite

} // namespace

Result<FiniteRows> finiteRows(std::span<const Array* const> arrays)
{
    FiniteRows out;
    std::int64_t number = 0;
    for (const auto* array : arrays) {
        if (array->rows() == 0)
            continue;
        if (out.length == 0)
            out.length = array->rowSize();
        if (array->rowSize() != out.length || out.length == 0)
            return invalidInput("the points have " + std::to_string(out.length) + " and "
                + std::to_string(array->rowSize())
                + " values each; points that share a picture need the same number of values, at least one");
        for (std::int64_t i = 0; i < array->rows(); ++i, ++number) {
            const auto row = array->row(i);
            if (std::all_of(row.begin(), row.end(), [](float x) { return std::abs(x) <= kLargest; })) {
                out.rows.push_back(row.data());
                out.source.push_back(number);
            } else {
                ++out.dropped;
            }
        }
    }
    if (out.rows.empty())
        return invalidInput(number == 0 ? "there are no points to draw"
                                        : "none of the " + std::to_string(number)
                    + " points can be used: each has a missing, infinite or too large value");
    return out;
}

Array inSinglePrecision(const ArrayD& features)
{
    Array out(features.shape);
    std::transform(features.values.begin(), features.values.end(), out.values.begin(),
        [](double value) { return float(value); });
    return out;
}

} // namespace modalscope
