#include "core/models/segformer_head.h"

#include "core/models/joint_network.h"
#include "core/models/register_at.h"

namespace modalscope {
namespace {

torch::Tensor enlarged(const torch::Tensor& image, std::int64_t rows, std::int64_t columns)
{
    return torch::upsample_bilinear2d(image, {rows, columns}, /*align_corners=*/false);
}

} // namespace

SegformerHead::SegformerHead(
    const std::array<std::int64_t, 4>& widths, std::int64_t width, std::int64_t classes, double dropout)
{
    for (std::size_t s = 0; s < 4; ++s)
        m_stages[s] = registerAt(
            *this, "linear_c" + std::to_string(s + 1) + ".proj", torch::nn::Linear(widths[s], width));
    m_fuse = registerAt(*this, "linear_fuse.conv",
        torch::nn::Conv2d(torch::nn::Conv2dOptions(4 * width, width, 1).bias(false)));
    m_norm = registerAt(*this, "linear_fuse.bn", torch::nn::BatchNorm2d(width));
    m_predict
        = register_module("linear_pred", torch::nn::Conv2d(torch::nn::Conv2dOptions(width, classes, 1)));
    m_dropout = register_module("dropout", std::make_shared<UnitDropout>(dropout));
}

TokenMap SegformerHead::fuse(const std::array<TokenMap, 4>& maps)
{
    const auto parts = m_fuse->weight.flatten(1).chunk(4, 1); // of the last stage first
    auto bias = m_fuse->bias;
    torch::Tensor sum;
    for (std::size_t s = 4; s-- > 0;) {
        const auto& part = parts[3 - s];
        const auto added = torch::mv(part, m_stages[s]->bias);
        bias = bias.defined() ? bias + added : added;
        const auto weight = torch::mm(part, m_stages[s]->weight);
        const auto map = maps[s].with(torch::linear(maps[s].values, weight, s == 0 ? bias : torch::Tensor()));
        if (s == 0)
            sum.add_(map.image());
        else if (const auto large = enlarged(map.image(), maps[0].rows, maps[0].columns); sum.defined())
            sum.add_(large);
        else
            sum = large;
    }
    return TokenMap::of(sum);
}

torch::Tensor SegformerHead::forward(const std::array<TokenMap, 4>& maps, std::int64_t rows,
    std::int64_t columns, const BranchSwitches& switches)
{
    const auto fused = TokenMap::of(m_norm->forward(fuse(maps).image()).relu_());
    switches.note("decoder", fused.image());
    const auto logits
        = maps[0].with(pointwise(m_predict, m_dropout->dropChannels(fused))).image().contiguous();
    switches.note("logits_quarter", logits);
    return enlarged(logits, rows, columns);
}

} // namespace modalscope
