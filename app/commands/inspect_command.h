#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `inspect FILE`: what is in anyone's file of weights, its branches and tensors, and how others differ from
/// it.
void addInspectCommand(const CommandSetup& setup);

} // namespace modalscope
