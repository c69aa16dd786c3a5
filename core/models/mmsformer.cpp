#include "core/models/mmsformer.h"

#include "core/base/require.h"
#include "core/models/register_at.h"
#include "core/models/segformer.h"

#include <numeric>

namespace modalscope {

Mmsformer::Mmsformer(const NetworkOptions& options, int modalities, int classes)
{
    require(modalities > 1, "MMSFormer has a further modality");
    const auto add = [&](torch::nn::Module& owner, MitSize size) {
        auto& encoder = m_encoders.emplace_back(owner, mitShape(size), options.dropPath);
        for (int s = 0; s < 4; ++s)
            encoder.addStage(owner, s);
    };
    add(*this, options.size);
    for (int k = 0; k + 1 < modalities; ++k)
        add(containerAt(*this, "extra_mit." + std::to_string(k)), mitSizeOfExtra(options));
    const auto& widths = m_encoders[0].shape().widths;
    require(widths == m_encoders[1].shape().widths, "encoders of one network have the same widths");
    auto& owner = containerAt(*this, "fusion_block");
    for (std::size_t s = 0; s < 4; ++s)
        m_fusions[s].addLinear(owner, std::to_string(s), widths[s], modalities);
    for (std::size_t s = 0; s < 4; ++s)
        m_fusions[s].addConvolutions(owner, std::to_string(s), widths[s]);
    for (std::size_t s = 0; s < 4; ++s)
        m_fusions[s].addAttention(owner, std::to_string(s), widths[s]);
    m_head = register_module(
        "head", std::make_shared<SegformerHead>(widths, headWidthOf(options), classes, options.headDropout));
}

std::array<TokenMap, 4> Mmsformer::encode(
    std::size_t modality, const torch::Tensor& input, const BranchSwitches& switches)
{
    auto& encoder = m_encoders[modality];
    std::array<TokenMap, 4> maps;
    auto image = threeChannels(input);
    auto rows = input.size(2), columns = input.size(3);
    for (std::size_t s = 0; s < 4; ++s) {
        const auto step = s == 0 ? 4 : 2;
        rows = (rows + step - 1) / step;
        columns = (columns + step - 1) / step;
        maps[s] = switches.isOff(modality)
            ? TokenMap{torch::zeros({input.size(0) * rows * columns, encoder.shape().widths[s]},
                           input.options().requires_grad(false)),
                input.size(0), rows, columns}
            : encoder.stage(int(s), image);
        image = maps[s].image();
        switches.note("encoder." + std::to_string(modality) + ".stage" + std::to_string(s + 1), image);
    }
    return maps;
}

torch::Tensor Mmsformer::forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches)
{
    require(inputs.size() == m_encoders.size(), "MMSFormer gets an input of every modality");
    std::vector<std::array<TokenMap, 4>> encoded;
    for (std::size_t m = 0; m < inputs.size(); ++m)
        encoded.push_back(encode(m, inputs[m], switches));
    std::array<TokenMap, 4> fused;
    for (std::size_t s = 0; s < 4; ++s) {
        std::vector<TokenMap> maps;
        for (const auto& one : encoded)
            maps.push_back(one[s]);
        fused[s] = m_fusions[s].forward(maps);
        switches.note("fused.stage" + std::to_string(s + 1), fused[s].image());
    }
    return m_head->forward(fused, inputs[0].size(2), inputs[0].size(3), switches);
}

Part Mmsformer::partOf(const std::string& layerPath) const
{
    std::vector<int> all(m_encoders.size(), 0);
    std::iota(all.begin(), all.end(), 0);
    const std::string extra = "extra_mit.";
    if (layerPath.starts_with("head."))
        return {PartKind::Head, all};
    if (layerPath.starts_with("fusion_block."))
        return {PartKind::Fusion, all};
    return {PartKind::Encoder,
        {layerPath.starts_with(extra) ? std::stoi(layerPath.substr(extra.size())) + 1 : 0}};
}

} // namespace modalscope
