#pragma once

#include "core/analysis/missing_sweep.h"
#include "core/analysis/subset_table.h"
#include "core/figure/figure.h"

#include <map>
#include <span>
#include <string>

namespace modalscope {

struct MissingFigureOptions {
    std::string metric = "fused/accuracy"; ///< of the sweep, as in MissingSweepOptions
    bool panelPerTrainRate = false; ///< of the sweep: one panel for each rate the runs were trained with
    bool band = true; ///< of the sweep: 95 % t interval from three seeds on
    std::string differenceTo = {}; ///< of the sweep: id of a curve that the others are shown less of, paired
                                   ///< by seed; empty = the metric itself
    std::map<std::string, int> colors = {}; ///< by group id; groups without one get the next free index
    std::string conditions = {}; ///< ends the note: conditionsText() of the groups
    std::string command = {};
};

/// The metric against the rate of hidden cells, a line per group: mean and band over seeds, below three seeds
/// every seed pale behind the mean. The published mask gets a line where it hides no more. With
/// `differenceTo`: differencesTo(), with a line at zero that has the reference's name and colour.
Figure missingSweepFigure(const MissingSweep& sweep, const MissingFigureOptions& options = {});

/// Accuracy expected when one modality alone is missing: a row per modality, a column per rate from 0 to 0.9.
/// Follows from two tests, with all modalities and without that one.
Figure missingHeatFigure(const SubsetTable& table, const MissingFigureOptions& options = {});

/// Accuracy with only some modalities available: a row per set, smaller ones first, a column per group.
Figure subsetFigure(std::span<const SubsetTable> tables, const MissingFigureOptions& options = {});

/// Points of accuracy lost without each modality, a bar per group.
Figure degradationFigure(std::span<const SubsetTable> tables, const MissingFigureOptions& options = {});

/// Shapley value of each modality, a bar per group, and beside it the perceptual score where runs have one.
Figure contributionFigure(std::span<const SubsetTable> tables, const MissingFigureOptions& options = {});

} // namespace modalscope
