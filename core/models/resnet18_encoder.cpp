#include "core/models/resnet18_encoder.h"

#include "core/models/frames.h"

namespace modalscope {
namespace {

torch::nn::Conv2d convolution(
    std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride)
{
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(inputs, outputs, kernel).stride(stride).padding(kernel / 2).bias(false));
}

} // namespace

ResidualBlock::ResidualBlock(std::int64_t inputs, std::int64_t channels, std::int64_t stride)
{
    m_conv1 = register_module("conv1", convolution(inputs, channels, 3, stride));
    m_bn1 = register_module("bn1", torch::nn::BatchNorm2d(channels));
    m_conv2 = register_module("conv2", convolution(channels, channels, 3, 1));
    m_bn2 = register_module("bn2", torch::nn::BatchNorm2d(channels));
    if (stride != 1 || inputs != channels)
        m_downsample = register_module("downsample",
            torch::nn::Sequential(
                convolution(inputs, channels, 1, stride), torch::nn::BatchNorm2d(channels)));
}

torch::Tensor ResidualBlock::forward(const torch::Tensor& input)
{
    auto values = m_bn1->forward(m_conv1->forward(input)).relu_();
    values = m_bn2->forward(m_conv2->forward(values));
    values = values + (m_downsample ? m_downsample->forward(input) : input);
    return values.relu_();
}

Resnet18Encoder::Resnet18Encoder(std::int64_t channels, std::int64_t feature)
    : m_feature(feature)
{
    m_conv1 = register_module("conv1", convolution(channels, 64, 7, 2));
    m_bn1 = register_module("bn1", torch::nn::BatchNorm2d(64));
    std::int64_t inputs = 64;
    for (int stage = 1; stage <= 4; ++stage) {
        const std::int64_t outputs = 32 << stage;
        torch::nn::Sequential layer;
        for (int i = 0; i < 2; ++i) {
            m_blocks.push_back(std::make_shared<ResidualBlock>(inputs, outputs, i == 0 && stage > 1 ? 2 : 1));
            layer->push_back(m_blocks.back());
            inputs = outputs;
        }
        register_module("layer" + std::to_string(stage), layer);
    }
    if (feature != inputs)
        m_projection = register_module("projection", torch::nn::Linear(inputs, feature));
}

torch::Tensor Resnet18Encoder::forward(const torch::Tensor& input)
{
    auto values = m_bn1->forward(m_conv1->forward(framesAsSamples(input))).relu_();
    values = torch::max_pool2d(values, 3, 2, 1);
    for (const auto& block : m_blocks)
        values = block->forward(values);
    values = meanOverPositions(values, input);
    return m_projection ? m_projection->forward(values) : values;
}

} // namespace modalscope
