#include "core/models/packed_attention.h"

#include <cmath>

namespace modalscope {

PackedAttention::PackedAttention(std::int64_t width, std::int64_t heads, double dropout)
    : in_proj_weight(register_parameter("in_proj_weight", torch::zeros({3 * width, width})))
    , in_proj_bias(register_parameter("in_proj_bias", torch::zeros({3 * width})))
    , out_proj(register_module("out_proj", torch::nn::Linear(width, width)))
    , m_width(width)
    , m_heads(heads)
    , m_dropout(register_module("dropout", std::make_shared<HashedDropout>(dropout)))
{ }

/// Parts first .. first + count - 1 of q, k, v.
torch::Tensor PackedAttention::project(
    const torch::Tensor& steps, std::int64_t first, std::int64_t count) const
{
    return torch::linear(steps, in_proj_weight.narrow(0, first * m_width, count * m_width),
        in_proj_bias.narrow(0, first * m_width, count * m_width));
}

torch::Tensor PackedAttention::forward(
    const torch::Tensor& query, const torch::Tensor& source, std::int64_t samples, const torch::Tensor& mask)
{
    const auto width = m_width / m_heads;
    const auto split = [&](const torch::Tensor& steps) { // [sample·head, time, width of a head]
        return steps.reshape({-1, samples * m_heads, width}).transpose(0, 1);
    };
    const bool isSelf = query.is_same(source);
    const auto parts = isSelf ? torch::linear(query, in_proj_weight, in_proj_bias).chunk(3, 1)
                              : project(source, 1, 2).chunk(2, 1);
    const auto queries = isSelf ? parts[0] : project(query, 0, 1);
    const auto keys = split(parts[parts.size() - 2]), values = split(parts.back());
    auto scores = torch::bmm(split(queries * (1 / std::sqrt(double(width)))), keys.transpose(1, 2));
    if (mask.defined())
        scores.add_(mask);
    const auto weights = m_dropout->forward(torch::softmax(scores, -1));
    return out_proj->forward(torch::bmm(weights, values).transpose(0, 1).reshape(query.sizes()));
}

} // namespace modalscope
