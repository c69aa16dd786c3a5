#pragma once

#include "core/models/dropout.h"
#include "core/models/encoder.h"

#include <vector>

namespace modalscope {

/// Gated recurrent units (Cho et al. 2014, in PyTorch's form) over [sample, time, feature], the mean of the
/// last layer over time, then the linear layer `projection`. Parameters are named as PyTorch's:
/// `gru.weight_ih_l0`, ... Dropout stands between the layers.
class GruEncoder : public Encoder {
public:
    GruEncoder(std::int64_t inputs, std::int64_t width, int layers, std::int64_t feature, double dropout);

    torch::Tensor forward(const torch::Tensor& input) override;
    std::int64_t featureSize() const override { return m_projection->options.out_features(); }
    void setGenerator(const at::Generator& generator) override { m_dropout->setGenerator(generator); }

    /// Of each layer: input weights, state weights and their biases, the rows of the three gates one after
    /// another. What forward reads: others can be put in their place.
    std::vector<std::vector<torch::Tensor>>& gates();

private:
    struct Weights;
    std::int64_t m_width;
    std::shared_ptr<Weights> m_gru;
    std::shared_ptr<Dropout> m_dropout;
    torch::nn::Linear m_projection;
};

} // namespace modalscope
