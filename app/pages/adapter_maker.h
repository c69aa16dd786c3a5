#pragma once

#include "core/analysis/adapter_summary.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// What the page of adapters is to show, and from what.
struct AdapterRequest {
    std::shared_ptr<const std::vector<StoredRun>> runs; ///< finished ones: the base and dedicated ones
    std::vector<std::string> bases; ///< run ids, of one group; none = nothing to show
    std::vector<std::string> modalities; ///< of the bases
    std::string metric; ///< below test/fused; empty = what its task is judged by
};

/// What came of it.
struct AdapterResult {
    std::vector<std::string> bases;
    std::vector<StoredAdapters> stored; ///< of each base
    std::vector<std::string> metrics; ///< that can be chosen
    std::string metric; ///< that is shown
    AdapterSummary summary;
    Table table;
    Figure figure;
    /// Dedicated runs that the table has not, one for each of its sets and each base's seed.
    std::vector<Experiment> dedicatedToTrain;
};

/// Reads the adapter sets of the bases and lays them out. Not for the GUI thread.
AdapterResult makeAdapters(const AdapterRequest& request);

} // namespace modalscope
