#include "core/models/cmnext.h"

#include "core/base/require.h"
#include "core/models/register_at.h"
#include "core/models/segformer.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

constexpr std::array<std::int64_t, 4> kMspaRatios{8, 8, 4, 4};

TokenMap zerosLike(const TokenMap& map)
{
    return map.with(torch::zeros_like(map.values, map.values.options().requires_grad(false)));
}

} // namespace

Cmnext::Cmnext(const NetworkOptions& options, int modalities, int classes)
    : m_modalities(modalities)
    , m_scramble(options.legacyScramble)
    , m_encoder(*this, mitShape(options.size), options.dropPath)
{
    require(modalities > 1, "CMNeXt has a further modality");
    addExtraEmbeddings();
    for (int s = 0; s < 4; ++s) {
        m_encoder.addStage(*this, s);
        addExtraStage(s, options.dropPath);
    }
    const auto& widths = m_encoder.shape().widths;
    for (std::size_t s = 0; s < 4; ++s)
        m_stages[s].rectify
            = registerAt(*this, "FRMs." + std::to_string(s), std::make_shared<FeatureRectify>(widths[s]));
    for (std::size_t s = 0; s < 4; ++s)
        m_stages[s].fuse = registerAt(
            *this, "FFMs." + std::to_string(s), std::make_shared<FeatureFusion>(widths[s], kMitHeads[s]));
    m_head = register_module(
        "head", std::make_shared<SegformerHead>(widths, headWidthOf(options), classes, options.headDropout));
}

void Cmnext::addExtraEmbeddings()
{
    std::int64_t inputs = 3;
    for (int s = 0; s < 4; ++s) {
        auto& stage = m_stages[std::size_t(s)];
        const auto width = m_encoder.shape().widths[std::size_t(s)];
        const auto path = "extra_downsample_layers." + std::to_string(s);
        stage.embed = registerAt(*this, path + ".proj.module", patchConvolution(s, inputs, width));
        stage.extras.resize(extraCount());
        for (std::size_t k = 0; k < extraCount(); ++k)
            stage.extras[k].norm = registerAt(
                *this, path + ".norm.ln_" + std::to_string(k), std::make_shared<ConvLayerNorm>(width));
        inputs = width;
    }
    for (std::size_t s = 0; s < 4 && extraCount() > 1; ++s)
        for (std::size_t k = 0; k < extraCount(); ++k) {
            auto& extra = m_stages[s].extras[k];
            const auto width = m_encoder.shape().widths[s];
            const auto path
                = "extra_score_predictor." + std::to_string(s) + ".score_nets." + std::to_string(k);
            extra.scoreDepthwise = registerAt(*this, path + ".0", depthwiseLayer(width, 3));
            extra.score
                = registerAt(*this, path + ".1", torch::nn::Conv2d(torch::nn::Conv2dOptions(width, 1, 1)));
        }
}

void Cmnext::addExtraStage(int stage, double dropPath)
{
    const auto i = std::size_t(stage);
    const auto& shape = m_encoder.shape();
    const auto number = std::to_string(stage + 1);
    for (int b = 0; b < shape.depths[i]; ++b)
        m_stages[i].blocks.push_back(registerAt(*this, "extra_block" + number + "." + std::to_string(b),
            std::make_shared<MspaBlock>(
                shape.widths[i], kMspaRatios[i], shape.dropPath(shape.blocksBefore(stage) + b, dropPath))));
    m_stages[i].norm
        = register_module("extra_norm" + number, std::make_shared<ConvLayerNorm>(shape.widths[i]));
}

TokenMap Cmnext::embed(Stage& stage, Extra& extra, const torch::Tensor& image) const
{
    auto map = TokenMap::of(stage.embed->forward(image));
    map.values = extra.norm->forward(map.values);
    if (extra.score) {
        const auto local = TokenMap::of(extra.scoreDepthwise->forward(map.image())).values;
        map.values = torch::addcmul(map.values, map.values, torch::sigmoid(pointwise(extra.score, local)));
    }
    return map;
}

std::optional<TokenMap> Cmnext::extraStage(
    Stage& stage, std::vector<torch::Tensor>& images, const BranchSwitches& switches) const
{
    std::optional<TokenMap> merged;
    for (std::size_t k = 0; k < images.size(); ++k) {
        if (switches.isOff(k + 1))
            continue;
        const auto map = embed(stage, stage.extras[k], images[k]);
        images[k] = map.image();
        merged = merged ? map.with(torch::maximum(merged->values, map.values)) : map;
    }
    if (!merged)
        return {};
    for (const auto& block : stage.blocks)
        merged = block->forward(*merged);
    return merged->with(stage.norm->forward(merged->values));
}

void Cmnext::passOn(std::vector<torch::Tensor>& images, const TokenMap& rectified) const
{
    for (auto& image : images) {
        if (images.size() == 1) {
            image = rectified.image();
        } else if (image.size(1) == rectified.channels()) { // not the input of a branch that is off
            // The released code reads the memory of [channel, row, column] as [row, column, channel].
            const auto rows
                = m_scramble ? image.contiguous().reshape({-1, image.size(1)}) : TokenMap::of(image).values;
            image = rectified.with(rows + rectified.values).image();
        }
    }
}

torch::Tensor Cmnext::forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches)
{
    require(inputs.size() == std::size_t(m_modalities), "CMNeXt gets an input of every modality");
    auto main = threeChannels(inputs[0]);
    std::vector<torch::Tensor> extras(inputs.size() - 1);
    std::transform(inputs.begin() + 1, inputs.end(), extras.begin(), threeChannels);
    std::array<TokenMap, 4> fused;
    for (std::size_t s = 0; s < 4; ++s) {
        auto& stage = m_stages[s];
        const auto name = [&](const char* what) { return what + std::to_string(s + 1); };
        auto extra = extraStage(stage, extras, switches);
        require(extra || !switches.isOff(0), "a branch of CMNeXt is on");
        const auto own = switches.isOff(0) ? zerosLike(*extra) : m_encoder.stage(int(s), main);
        if (!extra)
            extra = zerosLike(own);
        switches.note(name("encoder.0.stage"), own.image());
        switches.note(name("encoder.aux.stage"), extra->image());
        const auto [first, second] = stage.rectify->forward(own, *extra);
        switches.note(name("rectified.0.stage"), first.image());
        switches.note(name("rectified.aux.stage"), second.image());
        fused[s] = stage.fuse->forward(first, second);
        switches.note(name("fused.stage"), fused[s].image());
        main = first.image();
        passOn(extras, second);
    }
    return m_head->forward(fused, inputs[0].size(2), inputs[0].size(3), switches);
}

Part Cmnext::partOf(const std::string& layerPath) const
{
    std::vector<int> all(std::size_t(m_modalities), 0);
    std::iota(all.begin(), all.end(), 0);
    if (layerPath.starts_with("head."))
        return {PartKind::Head, all};
    if (layerPath.starts_with("FRMs.") || layerPath.starts_with("FFMs."))
        return {PartKind::Fusion, all};
    if (!layerPath.starts_with("extra_"))
        return {PartKind::Encoder, {0}};
    for (const std::string piece : {".ln_", ".score_nets."}) // of one modality alone
        if (const auto at = layerPath.find(piece); at != std::string::npos)
            return {PartKind::Encoder, {std::stoi(layerPath.substr(at + piece.size())) + 1}};
    return {PartKind::Encoder, {all.begin() + 1, all.end()}};
}

} // namespace modalscope
