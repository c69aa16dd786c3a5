#include "core/models/mit_encoder.h"

#include "core/models/register_at.h"

#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr std::array<std::int64_t, 4> kReductions{8, 4, 2, 1};

torch::nn::LayerNorm layerNorm(std::int64_t width)
{
    return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}));
}

} // namespace

int MitShape::blocksBefore(int stage) const
{
    return std::accumulate(depths.begin(), depths.begin() + stage, 0);
}

double MitShape::dropPath(int block, double last) const
{
    return last * block / (blocks() - 1);
}

MitShape mitShape(MitSize size)
{
    static constexpr std::array<std::array<int, 4>, 6> depths{
        {{2, 2, 2, 2}, {2, 2, 2, 2}, {3, 4, 6, 3}, {3, 4, 18, 3}, {3, 8, 27, 3}, {3, 6, 40, 3}}};
    MitShape shape{{64, 128, 320, 512}, depths[std::size_t(size)]};
    if (size == MitSize::B0)
        shape.widths = {32, 64, 160, 256};
    return shape;
}

torch::nn::Conv2d patchConvolution(int stage, std::int64_t inputs, std::int64_t outputs)
{
    const std::int64_t kernel = stage == 0 ? 7 : 3, stride = stage == 0 ? 4 : 2;
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(inputs, outputs, kernel).stride(stride).padding(kernel / 2));
}

class MitEncoder::Block : public torch::nn::Module {
public:
    Block(std::int64_t width, std::int64_t heads, std::int64_t reduction, double dropPath)
        : m_heads(heads)
        , m_norm1(register_module("norm1", layerNorm(width)))
        , m_query(registerAt(*this, "attn.q", torch::nn::Linear(width, width)))
        , m_keyValue(registerAt(*this, "attn.kv", torch::nn::Linear(width, 2 * width)))
        , m_projection(registerAt(*this, "attn.proj", torch::nn::Linear(width, width)))
    {
        if (reduction > 1) {
            m_reduce = registerAt(*this, "attn.sr",
                torch::nn::Conv2d(torch::nn::Conv2dOptions(width, width, reduction).stride(reduction)));
            m_reduceNorm = registerAt(*this, "attn.norm", layerNorm(width));
        }
        m_norm2 = register_module("norm2", layerNorm(width));
        m_in = registerAt(*this, "mlp.fc1", torch::nn::Linear(width, 4 * width));
        m_depthwise = registerAt(*this, "mlp.dwconv.dwconv", depthwiseLayer(4 * width, 3));
        m_out = registerAt(*this, "mlp.fc2", torch::nn::Linear(4 * width, width));
        m_dropPath = register_module("drop_path", std::make_shared<UnitDropout>(dropPath));
    }

    TokenMap forward(const TokenMap& map)
    {
        const auto attended
            = map.with(m_dropPath->addBranch(map, attend(map.with(m_norm1->forward(map.values))), {}));
        return map.with(m_dropPath->addBranch(
            attended, feedForward(attended.with(m_norm2->forward(attended.values))), {}));
    }

private:
    /// Rows → rows; softmax(q·kᵀ/√width of a head)·v, where k and v come from the reduced map.
    torch::Tensor attend(const TokenMap& map)
    {
        const auto samples = map.samples, width = map.channels() / m_heads;
        const auto source = m_reduce
            ? m_reduceNorm->forward(TokenMap::of(m_reduce->forward(map.image())).values)
            : map.values;
        const auto split = [&](const torch::Tensor& values) { // to [sample·head, position, width]
            return values.transpose(1, 2).reshape({samples * m_heads, -1, width});
        };
        const auto query = m_query->forward(map.values).view({samples, -1, m_heads, width});
        const auto keyValue = m_keyValue->forward(source).view({samples, -1, 2, m_heads, width}).unbind(2);
        const auto keys = split(keyValue[0]) * (1 / std::sqrt(double(width)));
        const auto weights = torch::softmax(torch::bmm(split(query), keys.transpose(1, 2)), -1);
        const auto mixed = torch::bmm(weights, split(keyValue[1]))
                               .view({samples, m_heads, -1, width})
                               .transpose(1, 2)
                               .reshape(map.values.sizes());
        return m_projection->forward(mixed);
    }

    torch::Tensor feedForward(const TokenMap& map)
    {
        const auto wide = m_depthwise->forward(map.with(m_in->forward(map.values)).image());
        return m_out->forward(torch::gelu(TokenMap::of(wide).values));
    }

    std::int64_t m_heads;
    torch::nn::LayerNorm m_norm1, m_norm2{nullptr}, m_reduceNorm{nullptr};
    torch::nn::Linear m_query, m_keyValue, m_projection, m_in{nullptr}, m_out{nullptr};
    torch::nn::Conv2d m_reduce{nullptr}, m_depthwise{nullptr};
    std::shared_ptr<UnitDropout> m_dropPath;
};

MitEncoder::MitEncoder(torch::nn::Module& owner, const MitShape& shape, double dropPath)
    : m_shape(shape)
    , m_dropPath(dropPath)
{
    std::int64_t inputs = 3;
    for (int s = 0; s < 4; ++s) {
        const auto width = shape.widths[std::size_t(s)];
        const auto path = "patch_embed" + std::to_string(s + 1);
        auto& stage = m_stages[std::size_t(s)];
        stage.embed = registerAt(owner, path + ".proj", patchConvolution(s, inputs, width));
        stage.embedNorm = registerAt(owner, path + ".norm", layerNorm(width));
        inputs = width;
    }
}

void MitEncoder::addStage(torch::nn::Module& owner, int stage)
{
    const auto i = std::size_t(stage);
    const auto number = std::to_string(stage + 1);
    for (int b = 0; b < m_shape.depths[i]; ++b)
        m_stages[i].blocks.push_back(registerAt(owner, "block" + number + "." + std::to_string(b),
            std::make_shared<Block>(m_shape.widths[i], kMitHeads[i], kReductions[i],
                m_shape.dropPath(m_shape.blocksBefore(stage) + b, m_dropPath))));
    m_stages[i].norm = owner.register_module("norm" + number, layerNorm(m_shape.widths[i]));
}

TokenMap MitEncoder::stage(int stage, const torch::Tensor& image)
{
    auto& layers = m_stages[std::size_t(stage)];
    auto map = TokenMap::of(layers.embed->forward(image));
    map.values = layers.embedNorm->forward(map.values);
    for (const auto& block : layers.blocks)
        map = block->forward(map);
    map.values = layers.norm->forward(map.values);
    return map;
}

} // namespace modalscope
