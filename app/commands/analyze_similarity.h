#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `analyze similarity RUN --present a,b`: features with complete and with missing inputs beside each other.
void addSimilarityAnalysis(CLI::App& analyze, const CommandSetup& setup);

} // namespace modalscope
