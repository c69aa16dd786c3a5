#pragma once

#include "core/models/joint_network.h"
#include "core/models/segformer_head.h"

namespace modalscope {

/// SegFormer (Xie et al. 2021): one image modality, MiT and its head. Also CMNeXt without further
/// modalities, its "dedicated" network.
class Segformer : public JointNetwork {
public:
    Segformer(const NetworkOptions& options, int classes);

    torch::Tensor forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches) override;
    Part partOf(const std::string& layerPath) const override;

private:
    MitEncoder m_encoder;
    std::shared_ptr<SegformerHead> m_head;
};

/// [sample, 1 or 3, row, column] → the same with 3 channels.
torch::Tensor threeChannels(const torch::Tensor& image);

} // namespace modalscope
