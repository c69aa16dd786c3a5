#pragma once

#include "core/eval/seed_statistics.h"
#include "core/store/adapter_folder.h"
#include "core/store/workspace.h"

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// One trained run with its adapter sets.
struct AdaptedRun {
    const StoredRun* run = nullptr;
    std::span<const StoredAdapter> sets = {};
};

/// What one option has reached with some modalities available, over the seeds of its adapters and, with
/// several bases, over these as well: a value for each pair of the two.
struct AdaptedNumbers {
    SeedNumbers value = {}; ///< the metric; `runs` are folders: "<run id>/adapters/image-ssf-s0"
    SeedNumbers gain = {}; ///< how much better than the base without adapters; above 0 is better
    double learned = std::numeric_limits<double>::quiet_NaN(); ///< values that are learned; NaN = no set
    double share = std::numeric_limits<double>::quiet_NaN(); ///< of the base's parameters
};

/// One set of available modalities.
struct AdapterRow {
    std::vector<std::string> present = {}; ///< in the order of the run
    MissingInput input = MissingInput::AsTrained; ///< what stands for the others
    bool isWhole = false; ///< nothing is missing: the base itself, which needs no adapters
    SeedNumbers pretrained = {}; ///< one value for each base: the base without adapters
    std::vector<AdaptedNumbers> adapted = {}; ///< one for each of the summary's options
    SeedNumbers dedicated = {}; ///< runs that were trained on exactly these modalities
    double dedicatedParameters = std::numeric_limits<double>::quiet_NaN(); ///< of one of these runs
};

/// The adapter sets of one base run, or of several that differ in their seed, beside the base as it is and
/// beside networks trained for each set of modalities (`adapters.md` 3.2).
struct AdapterSummary {
    std::vector<std::string> bases; ///< run ids
    std::string metric; ///< "accuracy": what is measured, at test/fused
    bool isLargerBetter = true;
    bool mixesInputs = false; ///< rows differ in what stands for missing modalities
    std::vector<AdapterKind> options; ///< that have sets, in the order of choices(AdapterKind)
    std::vector<AdapterRow> rows; ///< small sets first, then in the order of the run; the whole one last
    std::vector<std::string> notes; ///< one sentence each
};

/// What a run of this task is judged by: "accuracy", "miou" or "mae"; empty where its metrics have none.
std::string mainMetric(const RunMetrics& metrics);

/// `bases`: at least one; `modalities`: theirs in their order; `runs`: where dedicated ones are looked for;
/// `metric` as in AdapterSummary::metric. Without sets there are no rows.
AdapterSummary adapterSummary(std::span<const AdaptedRun> bases, const std::vector<std::string>& modalities,
    std::span<const StoredRun> runs, const std::string& metric);

} // namespace modalscope
