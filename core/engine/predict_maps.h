#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::predictMaps.
Result<LabelMaps> predictMaps(const MapRequest& request, const RunContext& context);

} // namespace modalscope
