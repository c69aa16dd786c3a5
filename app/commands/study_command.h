#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `study run|status|summary`: grids of experiments, their state, their numbers.
void addStudyCommand(const CommandSetup& setup);

} // namespace modalscope
