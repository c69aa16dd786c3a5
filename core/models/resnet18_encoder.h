#pragma once

#include "core/models/encoder.h"

#include <vector>

namespace modalscope {

/// Two 3×3 convolutions around a shortcut; the shortcut has a 1×1 convolution where size or channels change.
class ResidualBlock : public torch::nn::Module {
public:
    ResidualBlock(std::int64_t inputs, std::int64_t channels, std::int64_t stride);

    torch::Tensor forward(const torch::Tensor& input);

private:
    torch::nn::Conv2d m_conv1{nullptr}, m_conv2{nullptr};
    torch::nn::BatchNorm2d m_bn1{nullptr}, m_bn2{nullptr};
    torch::nn::Sequential m_downsample{nullptr};
};

/// ResNet-18 (He et al. 2016) as the published MLA and OGM-GE code builds it: no classifier, any number of
/// input channels, 512 features as the mean over positions and, for [sample, frame, channel, row, column],
/// over frames. Parameter names are torchvision's. A `feature` other than 512 adds the linear layer
/// `projection`.
class Resnet18Encoder : public Encoder {
public:
    Resnet18Encoder(std::int64_t channels, std::int64_t feature);

    torch::Tensor forward(const torch::Tensor& input) override;
    std::int64_t featureSize() const override { return m_feature; }

private:
    std::int64_t m_feature;
    torch::nn::Conv2d m_conv1{nullptr};
    torch::nn::BatchNorm2d m_bn1{nullptr};
    std::vector<std::shared_ptr<ResidualBlock>> m_blocks;
    torch::nn::Linear m_projection{nullptr};
};

} // namespace modalscope
