#pragma once

#include "core/analysis/compared_group.h"
#include "core/config/choice.h"
#include "core/figure/figure.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

enum class ComparisonKind {
    Bar, ///< mean with its interval
    Box, ///< quartiles over runs
    Strip ///< every run
};
std::span<const Choice<ComparisonKind>> choices(ComparisonKind);

struct ComparisonOptions {
    std::vector<std::string> metrics = {"test/fused/accuracy"}; ///< paths; of comparisonFigure alone
    ComparisonKind kind = ComparisonKind::Bar; ///< of comparisonFigure alone
    std::map<std::string, int> colors = {}; ///< by group id; groups without one get the next free index
    std::string command = {};
};

/// In all of these a group may hold any runs; where it holds several of one seed, n counts runs. Runs
/// without the metric are left out, and the note says of how many. Without anything to draw: no panels, and
/// the note says why.

/// Metrics of groups beside each other: a category per metric, a series per group, a panel for each unit.
/// Bars: mean and 95 % t interval; of a single run the bootstrap interval over samples. Points have ids of
/// runs as keys.
Figure comparisonFigure(std::span<const ComparedGroup> groups, const ComparisonOptions& options = {});

/// One metric against another: a point per run, named "MLA, seed 3", its id as key.
Figure metricScatterFigure(std::span<const ComparedGroup> groups, const std::string& xMetric,
    const std::string& yMetric, const ComparisonOptions& options = {});

/// One axis of parallel coordinates.
struct ParallelColumn {
    std::string path; ///< of an option, "train.epochs", or of a metric, "test/fused/accuracy"
    bool isMetric = false;
    bool operator==(const ParallelColumn&) const = default;
};

/// The options that have different values in these runs, in the order of the experiment file and without
/// seed and name, and `metrics` behind them. An option that some runs do not have needs two values as well.
std::vector<ParallelColumn> parallelColumns(
    std::span<const ComparedGroup> groups, std::span<const std::string> metrics);

/// A line per run over columns that are each scaled to 0 .. 1, with their ends in the category's name. What
/// is positive and spans two decades or more is scaled by its logarithm. Values that are no numbers stand
/// evenly spaced; the note names them.
Figure parallelFigure(std::span<const ComparedGroup> groups, std::span<const ParallelColumn> columns,
    const ComparisonOptions& options = {});

} // namespace modalscope
