#pragma once

#include "core/analysis/run_series.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// The runs under every path, each once, and their histories.
struct FoundRuns {
    std::vector<StoredRun> runs;
    std::vector<History> histories;

    std::vector<RunSeries> series() const
    {
        std::vector<RunSeries> all;
        for (std::size_t i = 0; i < runs.size(); ++i)
            all.push_back({&runs[i], &histories[i]});
        return all;
    }
};

/// Runs of run folders and of workspaces. Folders that cannot be read are named on stderr. Error:
/// InvalidInput: a path is neither, or nothing can be read.
Result<FoundRuns> findRuns(const std::vector<std::string>& paths);

/// Error: InvalidInput when the runs are on more than one dataset: their numbers cannot be compared.
Result<void> checkOneDataset(std::span<const StoredRun* const> runs);

} // namespace modalscope
