#pragma once

#include "app/commands/command.h"

namespace modalscope {

/// `analyze gap-shift`: accuracy of runs after the features of two modalities were moved along their gap.
void addGapShiftAnalysis(CLI::App& analyze, const CommandSetup& setup);

} // namespace modalscope
