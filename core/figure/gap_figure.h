#pragma once

#include "core/analysis/gap_report.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <map>
#include <span>
#include <string>

namespace modalscope {

struct GapFigureOptions {
    std::map<std::string, int> colors = {}; ///< by group id; groups without one get the next free index
    std::string command = {};
    GapMeasure measure = GapMeasure::Distance;
    std::pair<std::string, std::string> pair = {}; ///< of modalities; both empty = every pair
};

/// For every pair of modalities, or the one that is asked for: the gap, or another measure of it, over
/// epochs, where epochs have been measured (a line per group over the epochs that all of its runs have; mean
/// and 95 % t interval from three seeds on, every seed pale behind it below), else a bar per group; and
/// beside it gap against accuracy, a point per run with its id as key. The note says what the data say: the
/// correlation over runs and within groups. Nothing to draw: no panels, and the note says why.
Figure gapFigure(const GapReport& report, const GapFigureOptions& options = {});

/// A row per group and pair, at the kept epochs and then after every epoch that has been measured: mean ±
/// standard deviation over seeds of each measure.
Table gapTable(const GapReport& report, const std::string& command = {});

/// The gaps of one feature set: a row per pair.
Table gapTable(const FeatureSet& set, std::span<const PairGap> pairs, const std::string& command = {});

} // namespace modalscope
