#pragma once

#include "core/models/dropout.h"
#include "core/models/encoder.h"

#include <vector>

namespace modalscope {

/// What a transformer encoder over [sample, time, feature] is built with.
struct TransformerSize {
    std::int64_t inputs = 1;
    std::int64_t width = 64; ///< of a time step; a multiple of `heads`
    int heads = 4;
    int layers = 1;
    std::int64_t feature = 64;
    double dropout = 0;
};

/// Transformer encoder (Vaswani et al. 2017) with the norms before attention and feed-forward part (Xiong et
/// al. 2020): linear layer `input`, sinusoidal positions, layers, norm, mean over time, linear layer
/// `projection`. The feed-forward part is four times as wide, with GELU.
class TransformerEncoder : public Encoder {
public:
    explicit TransformerEncoder(const TransformerSize& size);

    torch::Tensor forward(const torch::Tensor& input) override;
    std::int64_t featureSize() const override { return m_projection->options.out_features(); }
    void setGenerator(const at::Generator& generator) override;

private:
    struct Layer;
    torch::nn::Linear m_input;
    std::shared_ptr<Dropout> m_dropout;
    std::vector<std::shared_ptr<Layer>> m_layers;
    torch::nn::LayerNorm m_norm;
    torch::nn::Linear m_projection;
};

/// [time, width]: sin(t·10000^(−2i/width)) at 2i and cos of the same at 2i + 1.
torch::Tensor sinusoidalPositions(std::int64_t time, std::int64_t width, const torch::TensorOptions& options);

} // namespace modalscope
