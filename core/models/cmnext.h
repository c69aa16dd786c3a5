#pragma once

#include "core/models/conv_layer_norm.h"
#include "core/models/feature_fusion.h"
#include "core/models/feature_rectify.h"
#include "core/models/joint_network.h"
#include "core/models/mspa_block.h"
#include "core/models/segformer_head.h"

#include <optional>

namespace modalscope {

/// CMNeXt (Zhang et al. 2023, `adapters.md` 6.2): MiT for the first modality, one branch of pooling attention
/// that all further modalities share, rectification and fusion of the two at every stage, SegFormer's head.
/// Two or more image modalities; with one it is `Segformer`.
class Cmnext : public JointNetwork {
public:
    Cmnext(const NetworkOptions& options, int modalities, int classes);

    torch::Tensor forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches) override;
    Part partOf(const std::string& layerPath) const override;
    bool canSwitchOff() const override { return true; }

private:
    /// Layers of one further modality at one stage.
    struct Extra {
        std::shared_ptr<ConvLayerNorm> norm;
        torch::nn::Conv2d scoreDepthwise{nullptr}, score{nullptr}; ///< empty with one further modality
    };
    struct Stage {
        torch::nn::Conv2d embed{nullptr}; ///< shared by the further modalities
        std::vector<Extra> extras;
        std::vector<std::shared_ptr<MspaBlock>> blocks;
        std::shared_ptr<ConvLayerNorm> norm;
        std::shared_ptr<FeatureRectify> rectify;
        std::shared_ptr<FeatureFusion> fuse;
    };

    void addExtraEmbeddings();
    void addExtraStage(int stage, double dropPath);
    std::size_t extraCount() const { return std::size_t(m_modalities - 1); }
    /// One further modality's map before the branch's blocks, weighted by its score.
    TokenMap embed(Stage& stage, Extra& extra, const torch::Tensor& image) const;
    /// The branch's map of a stage; nothing when all further modalities are off.
    std::optional<TokenMap> extraStage(
        Stage& stage, std::vector<torch::Tensor>& images, const BranchSwitches& switches) const;
    /// What the further modalities give to the next stage.
    void passOn(std::vector<torch::Tensor>& images, const TokenMap& rectified) const;

    int m_modalities;
    bool m_scramble;
    MitEncoder m_encoder;
    std::array<Stage, 4> m_stages;
    std::shared_ptr<SegformerHead> m_head;
};

} // namespace modalscope
