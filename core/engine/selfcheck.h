#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::selfcheck: trains every method and every encoder for a few steps twice, on the CPU in float64
/// and on CUDA in float32 (without CUDA: on the CPU in float32), and compares the logits. Error: Cancelled
/// between two lines.
Result<SelfCheck> runSelfcheck(const RunContext& context);

} // namespace modalscope
