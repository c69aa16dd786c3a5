#pragma once

#include "app/window/render_report_flow.h"

namespace modalscope {

/// Draws the table at the width of the page: title, head that is repeated on every page, note. Long texts are
/// broken, letters become smaller down to 6 pt; columns that still do not fit follow below with the labels
/// again.
void drawReportTable(PageFlow& flow, const Table& table);

} // namespace modalscope
