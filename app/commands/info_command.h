#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `info FILE...`: says what datasets, runs, workspaces, experiments and checkpoints are.
void addInfoCommand(const CommandSetup& setup);

} // namespace modalscope
