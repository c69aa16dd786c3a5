#pragma once

#include "core/base/result.h"
#include "core/eval/metrics.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// Features of some samples of a split after one epoch of training.
struct KeptFeatures {
    std::vector<int> rows; ///< of the split, rising
    Predictions said; ///< of these: labels, modalities, features and presence; nothing else is kept
    ArrayD joined
        = {}; ///< [sample, feature] that one head of all modalities reads; empty where there is none
};

/// "features-epoch-5.h5": the name of the file in a run's folder.
std::string epochFeaturesFile(int epoch);

/// The epochs that a run's folder has such files of, rising.
std::vector<int> epochsWithFeatures(const std::filesystem::path& folder);

/// `/<split>/rows` and `/<split>/labels` int32, `/<split>/features/<modality>` and `/<split>/joined` float32,
/// `/<split>/presence/<modality>` uint8. Written beside and renamed. Error: Io.
Result<void> writeEpochFeatures(
    const std::filesystem::path& path, const std::map<std::string, KeptFeatures>& bySplit);

/// One split; an empty array for a modality without features. Error: NotFound, also for a split that is not
/// there; Format.
Result<KeptFeatures> readEpochFeatures(const std::filesystem::path& path, const std::string& split);

} // namespace modalscope
