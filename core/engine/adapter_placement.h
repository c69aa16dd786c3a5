#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::placement: opens the run and applies the rule of `core/adapters/placement.h` to its network,
/// with the layers of `leaveOut` left out and, for `possible`, without. Error: as adaptRun before it learns.
Result<AdapterPlacement> adapterPlacement(const AdaptRequest& request);

} // namespace modalscope
