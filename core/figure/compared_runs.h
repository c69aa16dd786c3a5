#pragma once

#include "core/analysis/compared_group.h"
#include "core/figure/figure_notes.h"
#include "core/figure/metric_axis.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// A run with what a figure draws of it.
struct ComparedRun {
    const StoredRun* run = nullptr;
    std::vector<double> values; ///< one for each of the metrics, in their units; NaN = not there
};

/// A group with those of its runs that have something to draw.
struct DrawnGroup {
    const ComparedGroup* group = nullptr;
    std::vector<ComparedRun> runs;
    int color = 0;
    DrawnCount count() const;
};

/// Which runs count.
enum class RunsWith { AnyMetric, AllMetrics };

/// The groups that have runs with the metrics, in the order given; without metrics all runs count.
std::vector<DrawnGroup> drawnGroups(std::span<const ComparedGroup> groups, std::span<const MetricAxis> axes,
    std::span<const std::string> paths, RunsWith runs, GroupColors& colors);

/// "seed", or "run" where a group holds several runs of one seed.
std::string countedThing(std::span<const DrawnGroup> drawn);

/// "MLA, seed 3"
std::string runLabel(const DrawnGroup& drawn, const StoredRun& run);

/// Number of runs, `how` they are drawn, groups without any of them, protocol and dataset.
std::string comparedNote(
    std::span<const ComparedGroup> groups, std::span<const DrawnGroup> drawn, const std::string& how);

/// Names of the datasets: "handwritten".
std::string datasetsOf(std::span<const DrawnGroup> drawn);

Provenance comparedProvenance(std::span<const DrawnGroup> drawn, const std::string& command);

} // namespace modalscope
