#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::shiftGap.
Result<GapShift> shiftGap(const GapShiftRequest& request, const RunContext& context);

} // namespace modalscope
