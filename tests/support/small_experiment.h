#pragma once

#include "core/engine/engine.h"
#include "tests/support/small_dataset.h"

#include <map>

namespace modalscope {

/// A run on smallDataset() that takes a fraction of a second: MLA with small encoders.
Experiment smallExperiment(int epochs = 4);

/// Runs it in `folder` and returns what Engine::run says; `context` may stop it.
Result<void> runSmall(const Experiment& experiment, const std::filesystem::path& folder,
    const RunContext& context = {}, const std::shared_ptr<const Dataset>& dataset = smallDataset());

/// The files whose bytes a run decides alone, by name: metrics.json, checkpoint.safetensors, predictions.h5
/// and features.h5. history.csv is among them without its column `seconds`.
std::map<std::string, std::string> decidedFiles(const std::filesystem::path& folder);

} // namespace modalscope
