#pragma once

#include "app/window/render_report.h"

namespace modalscope {

/// The report as PDF: A4, contents with page numbers, figures as vectors, fonts embedded. On any thread.
QByteArray reportPdf(const StudyReport& report, std::span<const DrawnFigure> figures);

} // namespace modalscope
