#pragma once

#include "app/pages/run_snapshots.h"
#include "core/figure/metric_bar_figure.h"

#include <string>
#include <vector>

namespace modalscope {

/// Bars of one metric of these runs; split and metric that no run has stand for `test` and `accuracy`.
struct MetricRequest {
    RunSnapshots runs;
    MetricBarOptions options;
};

struct MetricResult {
    std::vector<std::string> splits, metrics; ///< that can be chosen
    std::string split, metric; ///< that are drawn
    Figure figure;
};

/// Pure: the same request gives the same result.
MetricResult makeMetricFigure(const MetricRequest& request);

} // namespace modalscope
