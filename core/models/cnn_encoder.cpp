#include "core/models/cnn_encoder.h"

#include "core/models/frames.h"
#include "core/models/norm_relu_pool.h"

namespace modalscope {

struct CnnEncoder::Block : torch::nn::Module {
    Block(std::int64_t inputs, std::int64_t outputs)
        : conv(register_module(
            "conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(inputs, outputs, 3).padding(1).bias(false))))
        , norm(register_module("norm", torch::nn::BatchNorm2d(outputs)))
    { }

    torch::nn::Conv2d conv;
    torch::nn::BatchNorm2d norm;
};

CnnEncoder::CnnEncoder(std::int64_t channels, const std::vector<int>& blocks, std::int64_t feature)
    : m_feature(feature)
{
    for (const int outputs : blocks) {
        m_blocks.push_back(register_module(
            "block" + std::to_string(m_blocks.size()), std::make_shared<Block>(channels, outputs)));
        channels = outputs;
    }
    if (channels != feature)
        m_projection = register_module("projection", torch::nn::Linear(channels, feature));
}

torch::Tensor CnnEncoder::forward(const torch::Tensor& input)
{
    auto values = withChannelsLast(framesAsSamples(input));
    for (const auto& block : m_blocks)
        values = normReluPool(block->conv->forward(values), block->norm);
    values = meanOverPositions(values, input);
    return m_projection ? m_projection->forward(values) : values;
}

} // namespace modalscope
