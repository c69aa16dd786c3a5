#include "core/io/tensor_view.h"

#include <algorithm>

namespace modalscope {

Result<void> placeView(TensorEntry& view, std::int64_t offset, std::uint64_t stored)
{
    const auto wrong = [](const char* what) { return Error{ErrorKind::Format, what}; };
    if (view.strides.size() != view.shape.size())
        return wrong("makes a tensor with another number of strides than of axes");
    const bool isEmpty = std::ranges::count(view.shape, 0) > 0;
    std::int64_t last = offset, count = 1;
    bool isTooLarge = offset < 0;
    for (std::size_t i = 0; i < view.shape.size(); ++i) {
        std::int64_t step = 0;
        if (view.shape[i] < 0 || view.strides[i] < 0)
            return wrong("makes a tensor with a negative size or stride");
        if (isEmpty)
            continue;
        isTooLarge = isTooLarge || __builtin_mul_overflow(view.shape[i] - 1, view.strides[i], &step)
            || __builtin_add_overflow(last, step, &last)
            || __builtin_mul_overflow(count, view.shape[i], &count);
    }
    const auto size = std::uint64_t(elementBytes(view.type));
    isTooLarge = isTooLarge || count > std::int64_t(1) << 56;
    const auto elements = stored / size;
    if (isTooLarge || (isEmpty ? std::uint64_t(offset) > elements : std::uint64_t(last) >= elements))
        return wrong("makes a tensor that is larger than its storage");
    view.start += std::uint64_t(offset) * size;
    return {};
}

Shape rowMajorStrides(const Shape& shape)
{
    Shape strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * std::max<std::int64_t>(1, shape[i]);
    return strides;
}

} // namespace modalscope
