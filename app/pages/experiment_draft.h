#pragma once

#include "core/experiment/run_grid.h"

#include <QString>

#include <optional>

namespace modalscope {

/// One experiment as a grid of one run.
RunGrid gridOfOne(const Experiment& experiment);

/// A filled-in form as text, to be there again at the next start.
QString draftText(const RunGrid& grid);

/// Nothing where it cannot be read any more, as after options were renamed; axes and variants that cannot be
/// read are left out.
std::optional<RunGrid> gridFromDraft(const QString& text);

} // namespace modalscope
