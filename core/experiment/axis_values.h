#pragma once

#include "core/experiment/run_grid.h"

#include <string>
#include <string_view>

namespace modalscope {

/// Adds the values in `text` to an axis of `grid`: "0, 0.2, 0.4", a range "0-4" or "0-0.8:0.2" with its step,
/// words of a choice, or one list [...] or object {...} as JSON.
/// Error: InvalidInput, one sentence, and nothing is added: a range that cannot be read, a value that the
/// option does not take or that is there already, more than 1000 values.
Result<void> addAxisValues(StudyAxis& axis, std::string_view text, const RunGrid& grid);

/// Whether one value can be planned: an option of a method must be one of a method that the grid has.
/// Error: InvalidInput.
Result<void> checkAxisValue(const std::string& path, const nlohmann::json& value, const RunGrid& grid);

/// What can be said of the axes without a dataset: none over what is chosen elsewhere, no two over the same
/// option, no value twice. Error: InvalidInput: "axes.seed: ...".
Result<void> checkAxes(const RunGrid& grid);

/// A value as people write it: 0.2, off, a method's label, else JSON.
std::string axisValueText(const nlohmann::json& value);

/// Whether `path` is the option `outer` or one inside it: "method.hgm" in "method".
bool isInsideOption(const std::string& path, const std::string& outer);

} // namespace modalscope
