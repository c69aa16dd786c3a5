#pragma once

#include "core/store/run_conditions.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// What each modality is worth to each sample of a run.
struct SampleContribution {
    std::vector<std::string> modalities;
    std::vector<std::vector<double>> values; ///< [sample][modality]: sampleValuation(); NaN where the sample
                                             ///< does not count
    std::vector<double> sums; ///< [modality], over the samples that count
    std::int64_t counted = 0; ///< samples
    std::vector<std::string> notes; ///< one sentence each: why there is nothing, what is left out

    bool isEmpty() const { return counted == 0; }
    double mean(std::size_t modality) const { return sums[modality] / double(counted); }
};

/// From what the run said of `split` with every set of modalities ("subsets/a+b"). Samples that lack a
/// modality in the run's own test do not count: there a set with it and the same set without it are the
/// same test, and the absent modality would be credited.
SampleContribution sampleContribution(
    const RunConditions& conditions, const std::string& split, std::span<const int> labels);

} // namespace modalscope
