#pragma once

#include "core/methods/logit_summary.h"
#include "core/methods/network.h"

#include <optional>

namespace modalscope {

/// One batch on its way through a network whose modalities are trained together.
struct JointPass {
    const Batch* batch = nullptr;
    bool isTraining = false; ///< of the method itself; adapters are learned through the prediction
    std::vector<torch::Tensor> features; ///< one [sample, feature] per modality
    std::vector<torch::Tensor>
        presence; ///< one [sample] bool per modality; undefined = every sample takes part
    std::vector<torch::Tensor> logits; ///< one [sample, class] per modality; undefined where there are none
    torch::Tensor fused; ///< [sample, class]
    std::vector<torch::Tensor> weights; ///< fusion weights, as in Outputs
    torch::Tensor joined; ///< what one head of all modalities reads, as in Outputs
    torch::Tensor auxiliaryLoss; ///< what is minimised beside the cross-entropy of `fused`; may be undefined
    bool needsOwnGradients = false; ///< `logits` or else `ownLogits` must lead back to the encoders, although
                                    ///< the loss does not use them
    std::vector<torch::Tensor>
        ownLogits; ///< the same values as `logits`, one per modality; empty where these lead back
};

/// How a joint method deals with its modalities.
struct JointTraits {
    bool dropsAbsentRows = false; ///< treatment `skip`: absent rows enter neither encoder, loss nor fusion
    bool couplesModalities = true; ///< the gradient of an encoder depends on the other modalities
};

/// The methods with one loss and one optimiser over all parameters. A subclass adds its linear layers in its
/// constructor, makes logits of features in classify() and, unless it minimises the cross-entropy of `fused`,
/// has a loss of its own.
///
/// Absent modalities under treatment `skip`: unimodal, late and qmf leave absent rows out of encoder, loss
/// and fusion; modality-dropout, ae, cra and mmin leave them out of encoder and loss and put zero for their
/// features. For concat, sum, film, gated and ogm the absent input is zero and takes part, as under `zero`:
/// their fusion needs every modality. Diagnostics of a modality count only the rows that have it.
///
/// Gradient norms are measured on the first and then on every 32nd batch of an epoch; there the cosine
/// between an encoder's gradients of the joint loss and of its modality's own cross-entropy too, which costs
/// a second backward pass. Training does not notice. There is no cosine without logits per modality or where
/// the loss does not couple the modalities.
class JointMethod : public Method {
public:
    void beginEpoch(int epoch, double learningRate) override;
    void trainBatch(const Batch& batch, StepRecord& record) final;
    Outputs forward(const Batch& batch) final;
    Outputs forwardFrom(std::vector<torch::Tensor> features, const Batch& batch) final;
    std::vector<NetworkModule> modules() override { return m_network.modules(); }

    std::map<std::string, torch::Tensor> weights() override { return m_network.weights(); }
    std::map<std::string, torch::Tensor> state() const override;
    void restoreState(const std::map<std::string, torch::Tensor>& state) override;
    void freeze(const std::set<std::string>& names) override;

protected:
    JointMethod(Network network, const MethodSpec& spec, JointTraits traits);
    void finishConstruction(); ///< after the last addLinear

    virtual void classify(JointPass& pass) = 0;
    /// What is minimised; undefined when there is nothing to learn from. Default: cross-entropy of `fused`,
    /// and the auxiliary loss.
    virtual torch::Tensor loss(JointPass& pass, StepRecord& record);
    /// Called between the backward pass and the step; `summaries` has one entry per modality, or none without
    /// logits of these. Default: records the ratios.
    virtual void modifyGradients(
        const JointPass& pass, const std::vector<LogitSummary>& summaries, StepRecord& record);

    /// Mean cross-entropy over the rows that have the modality; undefined when none has.
    static torch::Tensor ownLoss(const JointPass& pass, std::size_t modality, const torch::Tensor& logits);

    Network m_network;
    MethodSpec m_spec;

private:
    JointPass passOf(const Batch& batch, bool isTraining) const; ///< without features
    JointPass encode(const Batch& batch, bool isTraining);
    Outputs predictionOf(JointPass pass);
    torch::Tensor encodePresent(std::size_t modality, const Batch& batch);
    std::vector<std::vector<torch::Tensor>> ownGradients(const JointPass& pass);
    void recordGradients(const std::vector<std::vector<torch::Tensor>>& own, StepRecord& record) const;
    void recordLogits(
        const JointPass& pass, const std::vector<LogitSummary>& summaries, StepRecord& record) const;

    JointTraits m_traits;
    std::optional<Optimizer> m_optimizer;
};

/// film, gated: position of the modality that conditions the other.
std::size_t conditionIndex(const MethodSpec& spec);

/// Whether this batch is one of those on which dear diagnostics are measured.
inline bool isDiagnosed(const Batch& batch)
{
    return batch.index % 32 == 0;
}

/// ‖all gradients of these parameters‖; parameters without a gradient count as zero.
double gradientNorm(const Optimizer::Parameters& parameters);

/// Positions of the rows that have a modality.
inline torch::Tensor presentRows(const torch::Tensor& presence)
{
    return presence.nonzero().flatten();
}

} // namespace modalscope
