#include "core/models/segformer.h"

namespace modalscope {

Segformer::Segformer(const NetworkOptions& options, int classes)
    : m_encoder(*this, mitShape(options.size), options.dropPath)
{
    for (int s = 0; s < 4; ++s)
        m_encoder.addStage(*this, s);
    m_head = register_module("head",
        std::make_shared<SegformerHead>(
            m_encoder.shape().widths, headWidthOf(options), classes, options.headDropout));
}

torch::Tensor Segformer::forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches)
{
    auto image = threeChannels(inputs.at(0));
    std::array<TokenMap, 4> maps;
    for (std::size_t s = 0; s < 4; ++s) {
        maps[s] = m_encoder.stage(int(s), image);
        image = maps[s].image();
        switches.note("encoder.0.stage" + std::to_string(s + 1), image);
    }
    return m_head->forward(maps, inputs[0].size(2), inputs[0].size(3), switches);
}

Part Segformer::partOf(const std::string& layerPath) const
{
    return {layerPath.starts_with("head.") ? PartKind::Head : PartKind::Encoder, {0}};
}

torch::Tensor threeChannels(const torch::Tensor& image)
{
    return image.size(1) == 1 ? image.expand({-1, 3, -1, -1}) : image;
}

} // namespace modalscope
