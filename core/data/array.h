#pragma once

#include "core/base/error.h" // before Shape, which ErrorKind::Shape would shadow otherwise

#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

namespace modalscope {

/// Sizes of an array, slowest first.
using Shape = std::vector<std::int64_t>;

inline std::int64_t elementCount(const Shape& shape)
{
    return std::accumulate(shape.begin(), shape.end(), std::int64_t(1), std::multiplies<>());
}

/// A row-major array; the first axis is the sample.
template <class T>
struct ArrayOf {
    Shape shape;
    std::vector<T> values;

    ArrayOf() = default;
    explicit ArrayOf(Shape sizes)
        : shape(std::move(sizes))
        , values(std::size_t(elementCount(shape)))
    { }

    std::int64_t rows() const { return shape.empty() ? 0 : shape.front(); }
    std::int64_t rowSize() const { return rows() == 0 ? 0 : std::int64_t(values.size()) / rows(); }
    std::span<T> row(std::int64_t i)
    {
        return std::span(values).subspan(std::size_t(i * rowSize()), std::size_t(rowSize()));
    }
    std::span<const T> row(std::int64_t i) const
    {
        return std::span(values).subspan(std::size_t(i * rowSize()), std::size_t(rowSize()));
    }
    bool operator==(const ArrayOf&) const = default;
};

using Array = ArrayOf<float>; ///< data
using ArrayD = ArrayOf<double>; ///< logits, probabilities, features of a trained model: [sample, class] or
                                ///< [sample, feature]

} // namespace modalscope
