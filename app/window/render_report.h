#pragma once

#include "core/base/result.h"
#include "core/figure/study_report.h"

#include <QByteArray>
#include <QSizeF>

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

class QObject;

namespace modalscope {

/// A figure of a report as it stands on its pages.
struct DrawnFigure {
    QByteArray svg; ///< without title and note: these stand below it as text
    QSizeF millimetres;
};

/// Draws one figure, in at most some tens of milliseconds. On the thread of the application only: figures are
/// drawn by a widget.
DrawnFigure drawReportFigure(const Figure& figure);

/// Writes the report as .html or .pdf, as the ending says; `figures` are those of reportFigures(). On any
/// thread. Error: InvalidInput for another ending; Io.
Result<void> writeReport(
    const StudyReport& report, std::span<const DrawnFigure> figures, const std::filesystem::path& path);

/// The same for a window: draws a figure per turn of the event loop and writes on a thread of its own. `done`
/// is called on the thread of the caller, unless `owner` is gone by then.
void writeReportInSlices(QObject* owner, std::shared_ptr<const StudyReport> report,
    const std::filesystem::path& path, std::function<void(const Result<void>&)> done);

/// What `modalscope --report STUDY --workspace DIR --out FILE` was given.
struct ReportArguments {
    std::string study; ///< a file, or the name of one in the workspace
    std::string workspace;
    std::string out; ///< .html or .pdf
    std::string command; ///< as typed
};

/// Makes the report of a study without a window; needs a QApplication, its platform may be offscreen. Error:
/// InvalidInput, NotFound, Format, Io: one sentence.
Result<void> renderReport(const ReportArguments& arguments);

} // namespace modalscope
