#pragma once

#include "core/methods/method.h"

namespace modalscope {

/// A small separable task with modalities of 6 features and 3 classes, the same on every call: 64 training
/// rows in 4 batches of 16. MMIN imagines from the second epoch on.
MethodSpec toySpec(MethodKind kind, int modalities);
Batch toyBatch(const MethodSpec& spec, int epoch, int index);

/// The same batch without one modality in its first half: absent inputs are zero.
Batch withoutModality(const MethodSpec& spec, Batch batch, std::size_t modality, bool everywhere = false);

/// The same batch with values in the inputs of absent rows.
Batch withGarbage(Batch batch, std::size_t modality);

std::unique_ptr<Method> built(const MethodSpec& spec); ///< throws what buildMethod says

/// Another object with the weights and the state of `method`.
std::unique_ptr<Method> resumed(Method& method, const MethodSpec& spec);

/// Trains whole epochs from `firstEpoch` on; returns train/loss of every batch.
std::vector<double> trainEpochs(Method& method, const MethodSpec& spec, int firstEpoch, int epochs);

/// One batch, in its epoch.
StepRecord trainStep(Method& method, const Batch& batch);

std::map<std::string, torch::Tensor> copyOfWeights(Method& method);
void setWeights(Method& method, const std::map<std::string, torch::Tensor>& weights);

/// Copies of the gradients of the last step, of those weights that have one.
std::map<std::string, torch::Tensor> gradients(Method& method);

/// Names of the weights, joined by spaces, whose last gradient is undefined or zero.
std::string unreachedWeights(Method& method);

/// x Wᵀ + b with the layer `<name>` of `weights`.
torch::Tensor applyLayer(
    const std::map<std::string, torch::Tensor>& weights, const std::string& name, const torch::Tensor& input);
bool haveSameBits(
    const std::map<std::string, torch::Tensor>& a, const std::map<std::string, torch::Tensor>& b);

} // namespace modalscope
