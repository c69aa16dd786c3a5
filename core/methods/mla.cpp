#include "core/methods/mla.h"

#include "core/base/random.h"
#include "core/methods/cross_entropy.h"
#include "core/methods/joint_method.h"
#include "core/methods/split_linear.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr std::size_t kBatchesFusedAtOnce
    = 16; // for the record: many small fusions would cost as much as a training step

/// The options as they act: see the comment of Mla.
MlaOptions effective(const MethodSpec& spec)
{
    auto options = spec.method.mla;
    const bool projects = options.hgm != Hgm::FrozenHead && options.hgm != Hgm::SlowHead;
    if (projects && (spec.modalities.size() == 1 || options.schedule == MlaSchedule::Joint))
        options.hgm = Hgm::Off;
    return options;
}

} // namespace

Mla::Mla(Network network, const MethodSpec& spec)
    : m_network(std::move(network))
    , m_spec(spec)
    , m_head(m_network.addLinear("head", m_network.featureSize(0), spec.classCount))
    , m_modification(effective(spec), m_network.featureSize(0), spec.device)
{
    m_spec.method.mla = effective(spec);
    if (m_spec.method.mla.gradientClearing == GradientClearing::Zeros) {
        m_optimizers.emplace_back(m_network.parameters(), spec.train);
        return;
    }
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m)
        m_optimizers.emplace_back(m_network.encoderParameters(m), spec.train);
    m_optimizers.emplace_back(m_network.linearParameters(), spec.train);
}

void Mla::beginEpoch(int epoch, double learningRate)
{
    for (auto& optimizer : m_optimizers)
        optimizer.setLearningRate(learningRate);
    m_modification.beginEpoch(epoch);
    m_unfusedLogits.clear();
    m_unfusedLabels.clear();
}

std::vector<std::size_t> Mla::order(const Batch& batch) const
{
    const auto count = m_network.modalityCount();
    const bool isPerEpoch = m_spec.method.mla.schedule == MlaSchedule::PerEpoch;
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i)
        order[i] = m_spec.method.mla.order == MlaOrder::Reversed ? count - 1 - i : i;
    const int round = isPerEpoch ? batch.epoch / int(count) : batch.epoch;
    if (m_spec.method.mla.order == MlaOrder::Shuffled) {
        const auto place = isPerEpoch ? std::string() : "/" + std::to_string(batch.index);
        Random random(m_spec.seed, "order/" + std::to_string(round) + place);
        const auto drawn = random.permutation(std::int64_t(count));
        order.assign(drawn.begin(), drawn.end());
    }
    if (isPerEpoch)
        return {order[std::size_t(batch.epoch) % count]};
    return order;
}

void Mla::trainBatch(const Batch& batch, StepRecord& record)
{
    m_network.setTraining(true);
    for (auto& optimizer : m_optimizers)
        optimizer.clearGradients(/*toZero=*/false);
    if (m_spec.method.mla.schedule == MlaSchedule::Joint)
        return trainJointly(batch, record);
    std::vector<torch::Tensor> logits(m_network.modalityCount());
    for (const auto modality : order(batch))
        logits[modality] = trainModality(batch, modality, record);
    if (m_spec.method.mla.schedule == MlaSchedule::PerBatch)
        recordFused(batch, std::move(logits), record);
    if (m_modification.isProjecting() && batch.index + 1 == batch.count)
        record.add("hgm/P_rank", m_modification.effectiveRank());
}

torch::Tensor Mla::presence(const Batch& batch, std::size_t modality) const
{
    const bool isSkipped = m_spec.treatment == MissingTreatment::Skip && modality < batch.presence.size();
    return isSkipped ? batch.presence[modality] : torch::Tensor();
}

torch::Tensor Mla::trainModality(const Batch& batch, std::size_t modality, StepRecord& record)
{
    const auto present = presence(batch, modality);
    const auto rows = present.defined() ? presentRows(present) : torch::Tensor();
    if (rows.defined() && rows.size(0) == 0)
        return {};
    const auto input = rows.defined() ? batch.inputs[modality].index_select(0, rows) : batch.inputs[modality];
    const auto labels = rows.defined() ? batch.labels.index_select(0, rows) : batch.labels;

    const auto features = m_network.encode(modality, input);
    const auto logits = splitLinear({features}, m_head->weight, m_head->bias).fused;
    const auto loss = crossEntropy(logits, labels);
    const double value = loss.item<double>();
    const auto& name = m_network.modality(modality);
    if (!std::isfinite(value))
        throw NonFiniteLoss{name, value};
    loss.backward();
    if (isDiagnosed(batch))
        record.add("gradient/" + name + "/norm", gradientNorm(m_network.encoderParameters(modality)));
    const double gain
        = m_modification.modify(m_head->weight, features, m_modification.alpha(batch.index, batch.count));
    step(modality);

    const auto summary = summarizeLogits(logits, labels);
    record.add("train/loss", value);
    record.add("train/" + name + "/loss", value);
    record.add("train/" + name + "/accuracy", summary.accuracy, double(summary.rows));
    recordModification(gain, modality, batch, record);
    if (!rows.defined())
        return logits.detach();
    return torch::zeros({batch.labels.size(0), logits.size(1)}, logits.options())
        .index_copy(0, rows, logits.detach());
}

/// Only the trained modality and the head have gradients, unless clearing leaves zeros.
void Mla::step(std::size_t modality)
{
    const bool toZero = m_spec.method.mla.gradientClearing == GradientClearing::Zeros;
    const auto stepOne = [&](Optimizer& optimizer) {
        optimizer.clipGradients(m_spec.train.clipNorm);
        optimizer.step();
        optimizer.clearGradients(toZero);
    };
    if (!toZero)
        stepOne(m_optimizers[modality]);
    stepOne(m_optimizers.back());
}

void Mla::trainJointly(const Batch& batch, StepRecord& record)
{
    torch::Tensor sum;
    std::vector<torch::Tensor> logits(m_network.modalityCount());
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m) {
        const auto present = presence(batch, m);
        const auto rows = present.defined() ? presentRows(present)
                                            : torch::arange(batch.labels.size(0), batch.labels.options());
        if (rows.size(0) == 0)
            continue;
        const auto own = m_head(m_network.encode(m, batch.inputs[m].index_select(0, rows)));
        const auto labels = batch.labels.index_select(0, rows);
        const auto loss = crossEntropy(own, labels);
        const double value = loss.item<double>();
        if (!std::isfinite(value))
            throw NonFiniteLoss{m_network.modality(m), value};
        const auto summary = summarizeLogits(own, labels);
        record.add("train/" + m_network.modality(m) + "/loss", value);
        record.add("train/" + m_network.modality(m) + "/accuracy", summary.accuracy, double(summary.rows));
        logits[m] = torch::zeros({batch.labels.size(0), own.size(1)}, own.options())
                        .index_copy(0, rows, own.detach());
        sum = sum.defined() ? sum + loss : loss;
    }
    if (!sum.defined())
        return;
    sum.backward();
    if (isDiagnosed(batch))
        for (std::size_t m = 0; m < m_network.modalityCount(); ++m)
            record.add(
                "gradient/" + m_network.modality(m) + "/norm", gradientNorm(m_network.encoderParameters(m)));
    m_modification.modify(m_head->weight, {}, 0);
    for (auto& optimizer : m_optimizers) {
        optimizer.clipGradients(m_spec.train.clipNorm);
        optimizer.step();
    }
    record.add("train/loss", sum.item<double>());
    recordFused(batch, std::move(logits), record);
}

void Mla::recordFused(const Batch& batch, std::vector<torch::Tensor> logits, StepRecord& record)
{
    const torch::NoGradGuard guard;
    std::vector<torch::Tensor> present;
    for (std::size_t m = 0; m < logits.size(); ++m) {
        present.push_back(presence(batch, m));
        if (!logits[m].defined())
            logits[m] = torch::zeros({batch.labels.size(0), m_spec.classCount}, m_head->weight.options());
    }
    const auto fuseAndRecord = [&](const torch::Tensor& all, const torch::Tensor& labels, double batches) {
        const auto fusion = fuse(all.unbind(0), present);
        const auto summary
            = summarizeLogits(fusion.areProbabilities ? fusion.fused.log() : fusion.fused, labels);
        record.add("train/fused/loss", summary.loss, batches);
        record.add("train/fused/accuracy", summary.accuracy, double(summary.rows));
    };
    if (m_spec.method.mla.fusion == MlaFusion::ReleasedCodeBatch
        || std::any_of(present.begin(), present.end(), [](const auto& mask) { return mask.defined(); }))
        return fuseAndRecord(torch::stack(logits), batch.labels, 1);
    m_unfusedLogits.push_back(torch::stack(logits));
    m_unfusedLabels.push_back(batch.labels);
    if (m_unfusedLogits.size() < kBatchesFusedAtOnce && batch.index + 1 < batch.count)
        return;
    fuseAndRecord(
        torch::cat(m_unfusedLogits, 1), torch::cat(m_unfusedLabels), double(m_unfusedLogits.size()));
    m_unfusedLogits.clear();
    m_unfusedLabels.clear();
}

void Mla::recordModification(double gain, std::size_t modality, const Batch& batch, StepRecord& record) const
{
    if (m_spec.method.mla.hgm == Hgm::Off)
        return;
    record.add("hgm/gain", gain);
    record.add("hgm/gain/" + m_network.modality(modality), gain);
    if (m_modification.isProjecting() && isDiagnosed(batch))
        record.add("hgm/P_norm", m_modification.norm());
}

Fusion Mla::fuse(const std::vector<torch::Tensor>& logits, const std::vector<torch::Tensor>& presence) const
{
    return fuseLogits(logits, presence, m_spec.method.mla.fusion, m_spec.method.mla.fusionWeights);
}

Outputs Mla::forward(const Batch& batch)
{
    m_network.setTraining(false);
    std::vector<torch::Tensor> features;
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m)
        features.push_back(m_network.encode(m, batch.inputs[m]));
    return forwardFrom(std::move(features), batch);
}

Outputs Mla::forwardFrom(std::vector<torch::Tensor> features, const Batch& batch)
{
    Outputs outputs;
    outputs.features = std::move(features);
    std::vector<torch::Tensor> present;
    for (std::size_t m = 0; m < m_network.modalityCount(); ++m) {
        outputs.logits.push_back(m_head(outputs.features[m]));
        present.push_back(presence(batch, m));
    }
    auto fusion = fuse(outputs.logits, present);
    outputs.fused = fusion.fused;
    outputs.fusedAreProbabilities = fusion.areProbabilities;
    outputs.weights = std::move(fusion.weights);
    return outputs;
}

std::map<std::string, torch::Tensor> Mla::state() const
{
    auto state = m_modification.state();
    m_network.addState(state);
    for (const auto& optimizer : m_optimizers)
        for (const auto& [name, tensor] : optimizer.state())
            state.emplace(kOptimizerState + name, tensor);
    return state;
}

void Mla::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    m_modification.restoreState(state);
    m_network.restoreState(state);
    const auto buffers = entriesBelow(state, kOptimizerState);
    for (auto& optimizer : m_optimizers)
        optimizer.restoreState(buffers);
}

void Mla::freeze(const std::set<std::string>& names)
{
    m_network.freeze(names);
    for (auto& optimizer : m_optimizers)
        optimizer.dropFrozen();
}

} // namespace modalscope
