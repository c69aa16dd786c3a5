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
    std::string base; ///< run id; empty = nothing to show
    std::vector<std::string> modalities; ///< of the base
    std::string metric; ///< below test/fused; empty = what its task is judged by
};

/// What came of it.
struct AdapterResult {
    std::string base;
    StoredAdapters stored; ///< of the base
    std::vector<std::string> metrics; ///< that can be chosen
    std::string metric; ///< that is shown
    AdapterSummary summary;
    Table table;
    Figure figure;
};

/// Reads the adapter sets of the base and lays them out. Not for the GUI thread.
AdapterResult makeAdapters(const AdapterRequest& request);

} // namespace modalscope
