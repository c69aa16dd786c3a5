#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `analyze missing|ablation|shapley`: tables over groups of runs, and the figures of the window.
void addGroupAnalyses(CLI::App& analyze, const CommandSetup& setup);

} // namespace modalscope
