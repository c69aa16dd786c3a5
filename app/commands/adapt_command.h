#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `adapt RUN`: learns adapters for sets of available modalities.
void addAdaptCommand(const CommandSetup& setup);

} // namespace modalscope
