#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `evaluate RUN`: metrics of a stored run under other conditions.
void addEvaluateCommand(const CommandSetup& setup);

} // namespace modalscope
