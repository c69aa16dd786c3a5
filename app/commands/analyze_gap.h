#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `analyze gap RUN_OR_WORKSPACE...|FILE`.
void addGapAnalysis(CLI::App& analyze, const CommandSetup& setup);

} // namespace modalscope
