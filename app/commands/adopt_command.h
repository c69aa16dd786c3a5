#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// modalscope-cli adopt CHECKPOINT --workspace W [--dataset FILE]: a run of a checkpoint that came alone.
void addAdoptCommand(const CommandSetup& setup);

} // namespace modalscope
