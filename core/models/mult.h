#pragma once

#include "core/models/joint_network.h"
#include "core/models/mult_transformer.h"

#include <array>

namespace modalscope {

/// MulT (Tsai et al. 2019, `adapters.md` 6.4): three sequences l, a, v of any lengths; each reads the two
/// others through crossmodal transformers, a memory transformer follows, and the last steps of the three are
/// the feature. Inputs [sample, time, feature], or [sample, feature] as one step. A modality that is as wide
/// as the network enters without its projection, as published.
class Mult : public JointNetwork {
public:
    Mult(const NetworkOptions& options, const std::array<std::int64_t, 3>& features, int outputs);

    torch::Tensor forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches) override;
    Part partOf(const std::string& layerPath) const override;

private:
    StepRows project(std::size_t modality, const torch::Tensor& input);

    std::int64_t m_width;
    std::array<torch::nn::Conv1d, 3> m_projections{nullptr, nullptr, nullptr};
    std::shared_ptr<HashedDropout> m_inputDropout, m_outDropout;
    /// [by the modality that reads][first, second of the others]
    std::array<std::array<std::shared_ptr<MultTransformer>, 2>, 3> m_crossmodal;
    std::array<std::shared_ptr<MultTransformer>, 3> m_memories;
    torch::nn::Linear m_hidden{nullptr}, m_back{nullptr}, m_out{nullptr};
    PositionTable m_positions, m_memoryPositions;
};

} // namespace modalscope
