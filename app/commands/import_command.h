#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `modalscope-cli import FILE --workspace W`: opens features or logits of somebody else's network as a run.
void addImportCommand(const CommandSetup& setup);

} // namespace modalscope
