#pragma once

#include "core/methods/entropy_fusion.h"
#include "core/methods/head_gradient_modification.h"
#include "core/methods/network.h"

namespace modalscope {

/// Alternating unimodal adaptation: encoders that meet only in one shared linear `head`, trained in turn, one
/// optimiser for each encoder and one for the head. Every step minimises the cross-entropy of one modality
/// with the head as the step before left it, after the head's gradient was modified
/// (HeadGradientModification).
///
/// Schedules: per-batch, every modality takes one step on each batch; per-epoch, one modality per epoch, in
/// turn; joint, one step on the sum of all losses, in which no mode that projects applies, because no
/// modality was trained before. With one modality nothing is projected either. `shuffled` draws the order
/// anew for each batch (per-epoch: for each round).
///
/// Treatment `skip`: absent rows are dropped from encoder, loss and mean feature; a step without rows does
/// not happen.
///
/// Gradient clearing `zeros` is what the released code does under PyTorch 1.8: one optimiser over everything,
/// gradients undefined before a batch and zeros after each step, so that encoders which had their turn in
/// this batch still move by momentum and weight decay. Source: Zhang et al. 2024 (MLA), section 3.
class Mla : public Method {
public:
    Mla(Network network, const MethodSpec& spec);

    void beginEpoch(int epoch, double learningRate) override;
    void trainBatch(const Batch& batch, StepRecord& record) override;
    Outputs forward(const Batch& batch) override;
    Outputs forwardFrom(std::vector<torch::Tensor> features, const Batch& batch) override;
    std::vector<NetworkModule> modules() override { return m_network.modules(); }
    std::map<std::string, torch::Tensor> weights() override { return m_network.weights(); }
    std::map<std::string, torch::Tensor> state() const override;
    void restoreState(const std::map<std::string, torch::Tensor>& state) override;
    void freeze(const std::set<std::string>& names) override;

    /// One step on one modality. Returns its logits [sample, class] from before the step, zero in absent
    /// rows; undefined when the batch has no row of it, and then nothing happened.
    torch::Tensor trainModality(const Batch& batch, std::size_t modality, StepRecord& record);

    const HeadGradientModification& modification() const { return m_modification; }

private:
    std::vector<std::size_t> order(const Batch& batch) const;
    void trainJointly(const Batch& batch, StepRecord& record);
    Fusion fuse(const std::vector<torch::Tensor>& logits, const std::vector<torch::Tensor>& presence) const;
    torch::Tensor presence(const Batch& batch, std::size_t modality) const;
    void recordFused(const Batch& batch, std::vector<torch::Tensor> logits, StepRecord& record);
    void recordModification(double gain, std::size_t modality, const Batch& batch, StepRecord& record) const;
    void step(std::size_t modality);

    Network m_network;
    MethodSpec m_spec;
    torch::nn::Linear m_head = nullptr;
    HeadGradientModification m_modification;
    std::vector<torch::Tensor>
        m_unfusedLogits; ///< [modality, sample, class] of batches that recordFused() still holds
    std::vector<torch::Tensor> m_unfusedLabels;
    std::vector<Optimizer> m_optimizers; ///< one per encoder, then the head's; clearing `zeros`: one for all
};

} // namespace modalscope
