#pragma once

#include "core/methods/joint_method.h"

#include <functional>

namespace modalscope {

/// Cells are pairs of a modality and a sample: those that a network is shown, or that a loss counts, are
/// [modality, sample] bool.

/// The cells that take part: under treatment `skip` those that are there, else all.
torch::Tensor presentCells(const JointPass& pass);

/// The features [sample, feature] of all modalities side by side, zero outside `shown`: [sample, Σ feature].
torch::Tensor joinFeatures(const std::vector<torch::Tensor>& features, const torch::Tensor& shown);

/// Which values of joined features belong to `cells`: [sample, Σ feature] bool.
torch::Tensor valuesOf(const torch::Tensor& cells, const std::vector<torch::Tensor>& features);

/// Mean of (values − targets)² over the values of the `counted` cells, 0 when there is none; `values`
/// [sample, Σ feature]. No gradient leads to the targets: encoders that could move them would make them all
/// alike.
torch::Tensor reconstructionError(
    const torch::Tensor& values, const std::vector<torch::Tensor>& targets, const torch::Tensor& counted);

/// What `classify` says of each modality when the features of all others are zero: [sample, class] each.
std::vector<torch::Tensor> logitsOfEach(const std::vector<torch::Tensor>& features,
    const torch::Tensor& present, const std::function<torch::Tensor(const torch::Tensor& joined)>& classify);

} // namespace modalscope
