#pragma once

#include "core/analysis/gap_shift_report.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <map>
#include <string>

namespace modalscope {

struct GapShiftFigureOptions {
    std::map<std::string, int> colors = {}; ///< by group id; groups without one get the next free index
    std::string command = {};
};

/// Accuracy of the fusion, its loss, and the accuracy of each moved modality against the gap after the shift:
/// a line per group over its shifts, mean and 95 % t interval from three seeds on, every seed pale behind it
/// below; a point per run, with its id as key, where it stands unmoved. Nothing to draw: no panels, and the
/// note says why.
Figure gapShiftFigure(const GapShiftReport& report, const GapShiftFigureOptions& options = {});

/// A row per group and shift: mean ± standard deviation over seeds.
Table gapShiftTable(const GapShiftReport& report, const std::string& command = {});

} // namespace modalscope
