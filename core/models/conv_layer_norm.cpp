#include "core/models/conv_layer_norm.h"

namespace modalscope {

ConvLayerNorm::ConvLayerNorm(std::int64_t channels)
    : weight(register_parameter("weight", torch::ones({channels})))
    , bias(register_parameter("bias", torch::zeros({channels})))
{ }

torch::Tensor ConvLayerNorm::forward(const torch::Tensor& values) const
{
    return torch::layer_norm(values, {values.size(-1)}, weight, bias, eps);
}

} // namespace modalscope
