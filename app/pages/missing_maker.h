#pragma once

#include "core/analysis/missing_sweep.h"
#include "core/figure/missing_figure.h"
#include "core/figure/table.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// What the missing page is to show, and from what.
struct MissingRequest {
    std::shared_ptr<const std::vector<StoredRun>> runs; ///< finished ones
    std::string metric = "fused/accuracy";
    std::string baseline; ///< group id; empty = late fusion with the same training rate
    bool isDifference = false; ///< the sweep shows each method less the baseline, paired by seed
    double trainRate = -1; ///< only runs trained at it; below 0 = all
    std::string heatGroup; ///< group id; empty = the first one that has all sets
    std::map<std::string, int> colors; ///< by group id
};

/// What came of it.
struct MissingResult {
    MissingSweep sweep;
    std::vector<std::pair<std::string, std::string>> groups; ///< id and label of those with all sets
    std::vector<std::string> modalities; ///< of all runs
    std::vector<double> trainRates; ///< of all runs, ascending
    Figure sweepFigure, subsets, heat, degradation, contributions;
    Table robustness, subsetRows, contributionRows;
};

/// Pure: the same request gives the same result. Runs that were trained at different rates are groups of
/// their own, named alike. Where several rates are shown, figures without a panel for each draw the lowest;
/// tables have all.
MissingResult makeMissing(const MissingRequest& request);

} // namespace modalscope
