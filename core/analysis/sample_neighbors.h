#pragma once

#include "core/base/result.h"
#include "core/data/feature_set.h"
#include "core/projection/metric.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// Which neighbours of a sample are wanted.
struct NeighborRequest {
    std::int64_t sample = 0; ///< place in the set, not row of the split
    std::string modality = {}; ///< one of FeatureSet::names; empty = all side by side
    Metric metric = Metric::Euclidean;
    int k = 15;
};

struct SampleNeighbor {
    std::int64_t sample = 0; ///< place in the set
    double distance = 0;
};

/// The k samples nearest to one in the features themselves, nearest first, the sample itself left out; equal
/// distances go to the lower place. Exact; nothing is copied. Samples with a value that is no finite number,
/// as of a modality that they lack, are nobody's neighbours. With several modalities distances are those of
/// their features side by side. Error: InvalidInput when there is no such sample or modality, when the sample
/// lacks it, or for correlation; Cancelled.
Result<std::vector<SampleNeighbor>> nearestSamples(
    const FeatureSet& features, const NeighborRequest& request, const RunContext& context = {});

} // namespace modalscope
