#pragma once

#include "core/analysis/run_series.h"
#include "core/figure/figure.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

struct MetricBarOptions {
    std::string split = "test";
    std::string metric = "accuracy"; ///< accuracy, macro_f1, map, ece, loss
    std::map<std::string, int> colors = {}; ///< by group id; groups without one get the next free index
    std::string command = {};
    int mostGroups = 0; ///< only the first groups, and the note says so; 0 = all
    bool oneDataset = false; ///< only the dataset of the first run that has the metrics, and the note says so
};

/// Names of the metrics that the runs have for `split`: "accuracy", "macro_f1", ...
std::vector<std::string> metricNames(std::span<const RunSeries> runs, const std::string& split);
/// Names of the splits that the runs have metrics for.
std::vector<std::string> splitNames(std::span<const RunSeries> runs);

/// One metric of the fusion, of every modality and, for accuracy, of every probe: a bar per group of runs,
/// mean and 95 % t interval over seeds; for a single seed the bootstrap interval over samples. The note says
/// which, with n.
Figure metricBarFigure(std::span<const RunSeries> runs, const MetricBarOptions& options);

} // namespace modalscope
