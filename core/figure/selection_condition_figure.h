#pragma once

#include "core/analysis/selection_conditions.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <cstdint>
#include <span>
#include <string>

namespace modalscope {

/// Whose samples are selected, for titles and notes.
struct SelectionConditionSource {
    std::string split = "test";
    std::int64_t selected = 0, samples = 0; ///< of the split
    std::string conditions = {}; ///< ends the note: conditionsText() of the groups
    std::string command = {};
};

/// Accuracy with only some modalities: a panel for each group, the selected samples beside all; rates of
/// hidden cells where no sets were tested. Mean over seeds with its 95 % t interval. Without groups the note
/// says what to do.
Figure selectionConditionFigure(
    std::span<const SelectionConditions> groups, const SelectionConditionSource& source);

/// A row for each condition, of every group the accuracy on the selection, on all samples and the difference
/// in points.
Table selectionConditionTable(
    std::span<const SelectionConditions> groups, const SelectionConditionSource& source);

} // namespace modalscope
