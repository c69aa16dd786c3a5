#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `analyze umap FILE|RUN`.
void addUmapAnalysis(CLI::App& analyze, const CommandSetup& setup);

} // namespace modalscope
