#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

inline bool isFloatOrDouble(const torch::Tensor& tensor)
{
    return tensor.scalar_type() == torch::kFloat32 || tensor.scalar_type() == torch::kFloat64;
}

/// Calls `work` with a zero of the tensor's type, float or double: `decltype(zero)` is then the type of its
/// values.
template <class Work>
auto byFloatType(const torch::Tensor& tensor, const Work& work)
{
    return tensor.scalar_type() == torch::kFloat32 ? work(float()) : work(double());
}

} // namespace modalscope
