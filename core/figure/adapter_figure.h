#pragma once

#include "core/analysis/adapter_summary.h"
#include "core/figure/figure.h"

namespace modalscope {

/// The metric against the number of parameters that are learned, a point for each option, the mean over its
/// seeds, and one for dedicated runs; lines for the base without adapters. A panel for each set of available
/// modalities while there are few, else one panel for all. Keys of points are ids of runs. `conditions` ends
/// the note: protocol and dataset.
Figure adapterFigure(const AdapterSummary& summary, const std::string& conditions);

} // namespace modalscope
