#pragma once

#include "core/engine/prepared_run.h"

namespace modalscope {

/// Values of one sample at the input and, roughly, at the layers behind it: what a training step keeps for
/// its backward pass.
double activationValues(const PreparedRun& run);

} // namespace modalscope
