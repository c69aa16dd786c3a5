#pragma once

#include "core/base/random.h"
#include "core/methods/concat.h"

namespace modalscope {

/// `present` [modality, sample] bool without the cells that are dropped, each with probability `rate`; a
/// sample that would lose all of its cells keeps one, each equally likely.
torch::Tensor dropCells(const torch::Tensor& present, double rate, Random& random);

/// Concat whose modalities are missing now and then in training: each present modality of each sample is
/// dropped with probability `dropout`, at least one stays, drawn anew in every epoch. The features of dropped
/// modalities, and under `skip` of absent ones, are zero; those that stay are not scaled. Dropped rows count
/// as absent in the diagnostics of a modality. Source: Neverova et al. 2016, "ModDrop".
class ModalityDropout : public Concat {
public:
    ModalityDropout(Network network, const MethodSpec& spec);

private:
    void classify(JointPass& pass) override;
};

} // namespace modalscope
