#include "tests/core/methods/toy_task.h"

#include "core/base/random.h"

#include <stdexcept>

namespace modalscope {
namespace {

constexpr std::int64_t kBatchSize = 16, kBatches = 4, kFeatures = 6, kClasses = 3;

torch::Tensor normals(Random& random, std::int64_t rows, std::int64_t columns)
{
    auto values = torch::empty({rows, columns}, torch::kFloat32);
    for (std::int64_t i = 0; i < values.numel(); ++i)
        values.data_ptr<float>()[i] = float(random.normal());
    return values;
}

} // namespace

MethodSpec toySpec(MethodKind kind, int modalities)
{
    MethodSpec spec;
    spec.method.kind = kind;
    spec.train.learningRate = 0.05;
    for (int m = 0; m < modalities; ++m) {
        spec.modalities.push_back(
            {.name = std::string(1, char('a' + m)), .shape = {kFeatures}, .stored = {}});
        spec.encoders.push_back({.kind = EncoderKind::Mlp, .feature = 8, .hidden = {12}, .channels = {}});
    }
    spec.classCount = kClasses;
    spec.trainSize = kBatches * kBatchSize;
    spec.seed = 5;
    spec.method.reconstruction = {.hidden = 16, .code = 8, .blocks = 2, .pretrainEpochs = 1};
    return spec;
}

Batch toyBatch(const MethodSpec& spec, int epoch, int index)
{
    Batch batch;
    Random order(1, "order/" + std::to_string(epoch));
    const auto rows = order.permutation(kBatches * kBatchSize);
    batch.rows = torch::tensor(rows).narrow(0, index * kBatchSize, kBatchSize);
    batch.labels = batch.rows.remainder(kClasses);
    for (const auto& modality : spec.modalities) {
        Random random(2, modality.name);
        const auto means = normals(random, kClasses, kFeatures);
        const auto noise = normals(random, kBatches * kBatchSize, kFeatures);
        batch.inputs.push_back(
            (means.index_select(0, batch.labels) + noise.index_select(0, batch.rows))
                .to(spec.train.precision == Precision::Float64 ? torch::kFloat64 : torch::kFloat32));
    }
    batch.index = index;
    batch.count = kBatches;
    batch.epoch = epoch;
    return batch;
}

Batch withoutModality(const MethodSpec& spec, Batch batch, std::size_t modality, bool everywhere)
{
    batch.presence.resize(spec.modalities.size());
    auto present = torch::arange(kBatchSize) >= (everywhere ? kBatchSize : kBatchSize / 2);
    batch.inputs[modality] = batch.inputs[modality] * present.unsqueeze(1);
    batch.presence[modality] = present;
    return batch;
}

Batch withGarbage(Batch batch, std::size_t modality)
{
    const auto absent = batch.presence[modality].logical_not().unsqueeze(1);
    batch.inputs[modality] = batch.inputs[modality] + 1e3 * absent;
    return batch;
}

std::unique_ptr<Method> built(const MethodSpec& spec)
{
    auto method = buildMethod(spec);
    if (!method)
        throw std::runtime_error(method.error().message);
    return std::move(method).value();
}

std::unique_ptr<Method> resumed(Method& method, const MethodSpec& spec)
{
    auto copy = built(spec);
    setWeights(*copy, copyOfWeights(method));
    copy->restoreState(method.state());
    return copy;
}

std::vector<double> trainEpochs(Method& method, const MethodSpec& spec, int firstEpoch, int epochs)
{
    std::vector<double> losses;
    for (int epoch = firstEpoch; epoch < firstEpoch + epochs; ++epoch) {
        method.beginEpoch(epoch, spec.train.learningRate);
        for (int index = 0; index < kBatches; ++index) {
            StepRecord record;
            method.trainBatch(toyBatch(spec, epoch, index), record);
            losses.push_back(record.mean("train/loss"));
        }
    }
    return losses;
}

StepRecord trainStep(Method& method, const Batch& batch)
{
    StepRecord record;
    method.beginEpoch(batch.epoch, 0.05);
    method.trainBatch(batch, record);
    return record;
}

std::map<std::string, torch::Tensor> copyOfWeights(Method& method)
{
    auto weights = method.weights();
    for (auto& [name, tensor] : weights)
        tensor = tensor.detach().clone();
    return weights;
}

void setWeights(Method& method, const std::map<std::string, torch::Tensor>& weights)
{
    const torch::NoGradGuard guard;
    for (auto& [name, tensor] : method.weights())
        tensor.copy_(weights.at(name));
}

std::map<std::string, torch::Tensor> gradients(Method& method)
{
    std::map<std::string, torch::Tensor> all;
    for (const auto& [name, tensor] : method.weights())
        if (tensor.grad().defined())
            all.emplace(name, tensor.grad().clone());
    return all;
}

std::string unreachedWeights(Method& method)
{
    std::string names;
    for (const auto& [name, tensor] : method.weights())
        if (tensor.requires_grad() && !(tensor.grad().defined() && tensor.grad().any().item<bool>()))
            names += name + " ";
    return names;
}

torch::Tensor applyLayer(
    const std::map<std::string, torch::Tensor>& weights, const std::string& name, const torch::Tensor& input)
{
    return torch::linear(input, weights.at(name + ".weight"), weights.at(name + ".bias"));
}

bool haveSameBits(
    const std::map<std::string, torch::Tensor>& a, const std::map<std::string, torch::Tensor>& b)
{
    if (a.size() != b.size())
        return false;
    for (const auto& [name, tensor] : a)
        if (!b.contains(name) || !torch::equal(tensor, b.at(name)))
            return false;
    return true;
}

} // namespace modalscope
