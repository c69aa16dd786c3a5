#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `analyze laziness RUN_OR_WORKSPACE...`: the numbers behind a view.
void addAnalyzeCommand(const CommandSetup& setup);

} // namespace modalscope
