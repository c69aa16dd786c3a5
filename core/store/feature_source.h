#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/feature_set.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

/// "fused": the name under which the features that one head of all modalities reads are asked for.
inline constexpr const char* kFusedFeatures = "fused";

/// Which features of a run or a dataset.
struct FeatureRequest {
    std::string split = "test";
    std::vector<std::string> modalities = {}; ///< in this order; empty = all
    int epoch = 0; ///< of a run: counted from 1; 0 = the kept epoch
    std::int64_t mostRows = 0; ///< 0 = all
    std::uint64_t seed = 0; ///< which rows, see chosenRows()
};

/// What a run has learned: of the kept epoch (features.h5) or of one of train.feature_epochs. Samples that
/// lack a modality, in the dataset or by the run's mask, have NaN there; of train only the mask is known.
/// Error: one sentence with the path: NotFound, Format, InvalidInput for an epoch, split or modality that is
/// not there.
Result<FeatureSet> featuresOfRun(const std::filesystem::path& folder, const FeatureRequest& request = {});

/// The values of modalities as they are in a dataset, each sample flattened. Ids are those of its column "id"
/// or "ids". Error: InvalidInput, also for more than kMostFeatureBytes; Io.
Result<FeatureSet> featuresOfDataset(const Dataset& dataset, const FeatureRequest& request = {});

} // namespace modalscope
