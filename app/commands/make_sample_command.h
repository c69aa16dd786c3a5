#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `make-sample KIND OUT.h5`: writes a synthetic dataset.
void addMakeSampleCommand(const CommandSetup& setup);

} // namespace modalscope
