#pragma once

#include "widgets/plot/figure_export.h"

class QComboBox;

namespace modalscope {

/// What the dialogs for one figure and for many share.

/// "PDF, vector", "LaTeX with pgfplots, and CSV"
QString formatText(ExportFormat format);

/// One entry for each of journalPresets(), in their order.
void addJournals(QComboBox& box);

} // namespace modalscope
