#pragma once

#include "core/analysis/compared_group.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// An axis of a study and a value of it as people write it: "method.kind", "mla".
using AxisValue = std::pair<std::string, std::string>;

/// One line of a study's summary before its numbers: a group, at one test rate when the study varies it.
struct StudyCell {
    const ComparedGroup* group = nullptr;
    std::vector<AxisValue> key; ///< all of the study's axes that this group has, also "variant"
    std::string rate; ///< "0.4", or empty
};

/// The name by which a group's variant is asked for, as if it were an axis.
inline constexpr const char* kVariantKey = "variant";

/// The cells of all groups, in their order. They borrow the groups.
std::vector<StudyCell> studyCells(const Study& study, std::span<const ComparedGroup> groups);

/// Value of `key` in a group as text: an axis, or "variant"; empty when the group does not have it.
std::string groupValue(const ComparedGroup& group, const std::string& key);

/// The same of a cell, which also has its test rate.
std::string valueIn(const StudyCell& cell, const std::string& name);
bool matches(const StudyCell& cell, std::span<const AxisValue> wanted);

/// Error: InvalidInput: no cell has `key`.
Result<void> checkKey(const Study& study, std::span<const StudyCell> cells, const std::string& key);

/// Groups that `by` cannot tell apart would be averaged over what it leaves out; empty = nothing is left out.
/// Error: InvalidInput: the first two such groups.
Result<void> checkBy(std::span<const StudyCell> cells, std::span<const std::string> by);

/// Where a metric of the cell is in metrics.json: that of test, when the study varies the test rate, at
/// "test/rates/<rate>/...".
std::string metricIn(const StudyCell& cell, const std::string& metric);

} // namespace modalscope
