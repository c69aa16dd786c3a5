#pragma once

#include "core/experiment/run_grid.h"

#include <string>
#include <string_view>

namespace modalscope {

/// What of a typed text is no value.
struct RefusedText {
    std::string text; ///< the bad parts as they were typed; empty when everything was taken
    std::string why; ///< one sentence about the first of them
};

/// Adds what is typed to an axis of `grid`, as addAxisValues does, but keeps the good parts of a list where
/// others are bad: of "0, 0.2, abc" the first two.
RefusedText takeTypedValues(StudyAxis& axis, std::string_view typed, const RunGrid& grid);

} // namespace modalscope
