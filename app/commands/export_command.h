#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `export RUN --to safetensors|npz|python`: a run's network for use outside of ModalScope.
void addExportCommand(const CommandSetup& setup);

} // namespace modalscope
