#pragma once

#include "core/analysis/adapted_groups.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

namespace modalscope {

/// Methods by themselves, with adapters, and trained anew, for every set of modalities: a panel for each
/// number of modalities that are left, bars side by side, mean over seeds with its 95 % t interval from three
/// on. The note gives the mean of each over the sets with something missing that all of them have. Nothing to
/// draw: no panels, and the note says why.
Figure adaptedMethodsFigure(const AdaptedGroups& groups, const std::string& command = {});

/// The same numbers: a row per set, the best of each marked, and the mean over the sets below.
Table adaptedMethodsTable(const AdaptedGroups& groups, const std::string& command = {});

} // namespace modalscope
