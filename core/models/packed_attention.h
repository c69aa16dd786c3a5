#pragma once

#include "core/models/hashed_dropout.h"

namespace modalscope {

/// Multi-head attention of MulT (Tsai et al. 2019; fairseq's): q, k and v from one packed projection, whose
/// rows are those of q, then k, then v. Steps are rows in the order [time, sample].
class PackedAttention : public torch::nn::Module {
public:
    PackedAttention(std::int64_t width, std::int64_t heads, double dropout);

    /// query [time·sample, width], source [source time·sample, width] for keys and values, or the query
    /// itself → [time·sample, width]. `mask`: [time, source time], added to the scores, or undefined.
    torch::Tensor forward(const torch::Tensor& query, const torch::Tensor& source, std::int64_t samples,
        const torch::Tensor& mask);

    torch::Tensor in_proj_weight; ///< [3·width, width]
    torch::Tensor in_proj_bias; ///< [3·width]
    torch::nn::Linear out_proj;

private:
    torch::Tensor project(const torch::Tensor& steps, std::int64_t first, std::int64_t count) const;

    std::int64_t m_width, m_heads;
    std::shared_ptr<HashedDropout> m_dropout;
};

} // namespace modalscope
