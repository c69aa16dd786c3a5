#pragma once

#include "app/pages/run_snapshots.h"
#include "core/figure/comparison_figure.h"

#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// How runs stand beside each other, and which.
struct ComparisonRequest {
    RunSnapshots runs;
    std::string chart = "box"; ///< a ComparisonKind, "scatter" or "parallel"
    std::string metric = "test/fused/accuracy";
    std::string against; ///< scatter: the metric from left to right
    std::vector<ParallelColumn> columns; ///< parallel: before the metric
    std::map<std::string, int> colors; ///< by group id
};

struct ComparisonResult {
    std::string chart;
    Figure figure;
    std::vector<ParallelColumn> drawn; ///< as asked for
    std::vector<ParallelColumn> offered; ///< parallel: options that differ, metrics of the plain test
};

/// Pure: the same request gives the same result.
ComparisonResult makeComparisonFigure(const ComparisonRequest& request);

} // namespace modalscope
