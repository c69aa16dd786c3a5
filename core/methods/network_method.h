#pragma once

#include "core/methods/network.h"

#include <optional>

namespace modalscope {

/// One network of all modalities with one loss and one optimiser, for segmentation and regression. Absent
/// inputs are what the loader puts there and take part, whatever the treatment; weight decay leaves
/// parameters with one axis alone unless the options say otherwise.
class NetworkMethod final : public Method {
public:
    /// Error: Shape, InvalidInput as makeJointNetwork.
    static Result<std::unique_ptr<Method>> make(const MethodSpec& spec);

    /// Asked of every forward from now on, training included. Default: all branches work.
    void setSwitches(BranchSwitches switches) { m_switches = std::move(switches); }
    /// The same for the branches alone; false when this network has none that can be off.
    bool switchBranchesOff(const std::vector<bool>& off) override;
    void recordFeatures(FeatureRecord* record) override { m_switches.record = record; }

    void beginEpoch(int epoch, double learningRate) override;
    /// Adds train/loss (what is minimised), train/fused/loss, and train/fused/pixel_accuracy or
    /// train/fused/mae. A batch in which no pixel counts is left out.
    void trainBatch(const Batch& batch, StepRecord& record) override;
    Outputs forward(const Batch& batch) override;
    /// What is minimised, over the samples that have a modality.
    torch::Tensor lossOf(const Outputs& outputs, const Batch& batch) const override;

    /// By the names of the network, without anything before them.
    std::map<std::string, torch::Tensor> weights() override;
    std::vector<NetworkModule> modules() override;
    std::map<std::string, torch::Tensor> state() const override;
    void restoreState(const std::map<std::string, torch::Tensor>& state) override;
    void freeze(const std::set<std::string>& names) override;

private:
    NetworkMethod(std::shared_ptr<JointNetwork> network, const MethodSpec& spec);
    /// What is minimised; undefined when no pixel counts. `record` may be null.
    torch::Tensor loss(const torch::Tensor& said, const torch::Tensor& labels, StepRecord* record) const;
    torch::Tensor pixelLoss(
        const torch::Tensor& logits, const torch::Tensor& labels, StepRecord* record) const;

    std::shared_ptr<JointNetwork> m_network;
    MethodOptions m_options;
    Task m_task;
    double m_clipNorm;
    std::size_t m_modalities;
    at::Generator m_generator;
    std::optional<Optimizer> m_optimizer;
    BranchSwitches m_switches;
    FrozenLayers m_frozen;
};

} // namespace modalscope
