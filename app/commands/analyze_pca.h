#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `analyze pca FILE|RUN`.
void addPcaAnalysis(CLI::App& analyze, const CommandSetup& setup);

} // namespace modalscope
