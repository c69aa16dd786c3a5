#pragma once

#include "core/analysis/adapter_summary.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Runs that differ in the seed alone, with everything that is known of them when modalities are missing.
struct AdaptedGroup {
    std::string id, label; ///< as in ComparedGroup
    AdapterSummary summary; ///< without adapter sets: rows from the tests of evaluate.subsets
};

/// Methods side by side: which are robust by themselves, and which become so with adapters.
struct AdaptedGroups {
    std::vector<AdaptedGroup> groups; ///< in the order of their first run
    std::vector<std::string> modalities; ///< of all of them
    std::string metric; ///< at test/fused
    std::vector<const StoredRun*> runs; ///< of the groups, for the note on protocol and dataset
    std::vector<std::string> leftOut; ///< one sentence for each group or folder that says nothing
};

/// Of the finished runs, on one dataset, that have the modalities of the first run with adapters; reads their
/// adapter sets. `metric` empty: what the task is judged by. No groups: nothing has adapters. Not for the GUI
/// thread.
AdaptedGroups adaptedGroups(std::span<const StoredRun* const> runs, const std::string& metric = {});

} // namespace modalscope
