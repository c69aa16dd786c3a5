#pragma once

#include "core/base/result.h"
#include "core/data/augment.h"
#include "core/experiment/experiment.h"

#include <vector>

namespace modalscope {

/// Whether the method trains datasets of this task, and the network and its loss fit it. Error: InvalidInput.
Result<void> checkTask(const Experiment& experiment, const Dataset& dataset);

/// The networks that are defined for a task and so many modalities, the usual one first; none for
/// classification.
std::vector<NetworkKind> networksFor(Task task, int modalities);

/// What makeJointNetwork (`core/models`) and a training loader would refuse for method `network`, said
/// without LibTorch; nothing of other methods. `modalities`: of the run, as indices into the dataset. Error:
/// Shape, InvalidInput.
Result<void> checkNetwork(
    const Experiment& experiment, const Dataset& dataset, const std::vector<int>& modalities);

/// The random changes of the run's training pictures; images of a sample are in the order of `modalities`.
/// Colour steps fall away when no modality has three channels and none is named. Error: InvalidInput.
Result<Augmenter> makeRunAugmenter(
    const Experiment& experiment, const Dataset& dataset, const std::vector<int>& modalities);

} // namespace modalscope
