#pragma once

#include "core/run/history.h"
#include "core/store/workspace.h"

#include <string>
#include <vector>

namespace modalscope {

/// A run with its history in memory: what laziness and its figures are made from. Borrows both for the length
/// of a call; `HistoryCache` keeps histories.
struct RunSeries {
    const StoredRun* run = nullptr;
    const History* history = nullptr; ///< may be that of a run that still runs; never null
};

/// The run's modalities in order: from its experiment, or from its history when the experiment says "all".
std::vector<std::string> modalitiesOf(const RunSeries& series);
/// The same without a history: an experiment that says "all" has them in the order of its subsets, else of
/// their names.
std::vector<std::string> modalitiesOf(const StoredRun& run);

} // namespace modalscope
