#pragma once

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// A finished run that took no training: writes a run folder whose network has random weights everywhere,
/// running statistics of norms and values that start at zero included, and what LibTorch says of the split
/// `test` as `expected.npz` in `exported`: `fused` and `each.<modality>`. Empty, or what went wrong.
std::string writeUntrainedRun(const Experiment& experiment, const std::shared_ptr<const Dataset>& dataset,
    const std::filesystem::path& folder, const std::filesystem::path& exported);

/// Image, sequence, two of features; some samples lack some of the second and third.
std::shared_ptr<const Dataset> exportedClasses();
/// Video and features.
std::shared_ptr<const Dataset> exportedVideo();
/// Three images of 48 × 32, the first of three channels; some samples lack the second.
std::shared_ptr<const Dataset> exportedPictures();
/// Three sequences with a target, and features in place of the last one.
std::shared_ptr<const Dataset> exportedSequences();
std::shared_ptr<const Dataset> exportedSteps();

} // namespace modalscope
