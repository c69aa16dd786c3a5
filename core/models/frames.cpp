#include "core/models/frames.h"

namespace modalscope {

torch::Tensor framesAsSamples(const torch::Tensor& input)
{
    return input.dim() == 5 ? input.flatten(0, 1) : input;
}

torch::Tensor meanOverPositions(const torch::Tensor& maps, const torch::Tensor& input)
{
    auto means = maps.mean(at::IntArrayRef({2, 3}));
    if (input.dim() != 5)
        return means;
    return means.view({input.size(0), input.size(1), means.size(1)}).mean(1);
}

} // namespace modalscope
