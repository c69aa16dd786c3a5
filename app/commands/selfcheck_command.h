#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `selfcheck`: CPU against CUDA, model by model.
void addSelfcheckCommand(const CommandSetup& setup);

} // namespace modalscope
