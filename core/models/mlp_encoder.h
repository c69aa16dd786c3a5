#pragma once

#include "core/models/dropout.h"
#include "core/models/encoder.h"

#include <vector>

namespace modalscope {

/// Fully connected layers, each followed by ReLU, the last one too: [sample, ...] is flattened to [sample,
/// value]. Dropout stands behind the hidden layers. Parameters are named as in PyTorch's Sequential of Linear
/// and ReLU: `0.weight`, `0.bias`, `2.weight`, ...
class MlpEncoder : public Encoder {
public:
    MlpEncoder(std::int64_t inputs, const std::vector<int>& hidden, std::int64_t feature, double dropout);

    torch::Tensor forward(const torch::Tensor& input) override;
    std::int64_t featureSize() const override { return m_feature; }
    void setGenerator(const at::Generator& generator) override { m_dropout->setGenerator(generator); }

private:
    std::int64_t m_feature;
    std::vector<torch::nn::Linear> m_layers;
    std::shared_ptr<Dropout> m_dropout;
};

} // namespace modalscope
