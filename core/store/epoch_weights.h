#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

/// "weights-epoch-5.safetensors": the name of the file in a run's folder.
std::string epochWeightsFile(int epoch);

/// The weights that a run kept after an epoch, or before the first.
struct EpochWeights {
    int epoch = 0; ///< 0 = as the training started
    std::filesystem::path file;
};

/// The files of train.weight_epochs in a run's folder, rising; tensors and metadata are those of
/// checkpoint.safetensors.
std::vector<EpochWeights> epochWeights(const std::filesystem::path& folder);

} // namespace modalscope
