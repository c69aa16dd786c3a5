#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `analyze adapters`: methods by themselves, with adapters and trained anew, for every set of modalities.
void addAdapterAnalysis(CLI::App& analyze, const CommandSetup& setup);

} // namespace modalscope
