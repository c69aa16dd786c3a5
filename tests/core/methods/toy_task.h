#pragma once

#include "core/methods/method.h"

namespace modalscope {

/// A small separable task with up to three modalities of 6 features and 3 classes, the same on every call: 64
/// training rows in 4 batches of 16.
MethodSpec toySpec(MethodKind kind, int modalities);
Batch toyBatch(const MethodSpec& spec, int epoch, int index);

/// The same batch without one modality in its first half: absent inputs are zero.
Batch withoutModality(const MethodSpec& spec, Batch batch, std::size_t modality, bool everywhere = false);

std::unique_ptr<Method> built(const MethodSpec& spec); ///< throws what buildMethod says

/// Trains whole epochs from `firstEpoch` on; returns train/loss of every batch.
std::vector<double> trainEpochs(Method& method, const MethodSpec& spec, int firstEpoch, int epochs);

std::map<std::string, torch::Tensor> copyOfWeights(Method& method);
bool haveSameBits(
    const std::map<std::string, torch::Tensor>& a, const std::map<std::string, torch::Tensor>& b);

} // namespace modalscope
