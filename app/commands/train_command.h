#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `train EXPERIMENT.json --workspace DIR`: one run.
void addTrainCommand(const CommandSetup& setup);

} // namespace modalscope
