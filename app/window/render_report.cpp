#include "app/window/render_report.h"

#include "app/commands/guarded_read.h"
#include "app/window/render_report_pages.h"
#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/figure/report_html.h"
#include "core/figure/report_sections.h"
#include "core/store/study_files.h"
#include "core/store/workspace.h"
#include "widgets/plot/figure_export.h"

#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cctype>
#include <unordered_map>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

enum class ReportFormat { Html, Pdf };

Result<ReportFormat> reportFormat(const fs::path& path)
{
    auto ending = path.extension().string();
    std::transform(
        ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    if (ending == ".html" || ending == ".htm")
        return ReportFormat::Html;
    if (ending == ".pdf")
        return ReportFormat::Pdf;
    return Error{ErrorKind::InvalidInput, path.string() + ": a report can be written as .html or .pdf only"};
}

/// Whether a figure needs the width of the page: several panels, a matrix, or many bars.
bool isWide(const Figure& figure)
{
    constexpr std::size_t kMostNarrow = 15;
    if (figure.panels.size() > 1)
        return true;
    for (const auto& panel : figure.panels) {
        const auto marks
            = std::max<std::size_t>(1, panel.x.categories.size()) * (panel.bars.size() + panel.boxes.size());
        if (panel.heatMap || marks > kMostNarrow)
            return true;
    }
    return false;
}

Result<StudyReport> openReport(const ReportArguments& arguments)
{
    const auto refuse = [](const std::string& why) { return Error{ErrorKind::InvalidInput, why}; };
    if (arguments.workspace.empty())
        return refuse(arguments.study + ": no workspace to take the runs from; add --workspace DIR");
    std::error_code code;
    if (!fs::is_directory(arguments.workspace, code))
        return Error{
            ErrorKind::NotFound, arguments.workspace + ": is no folder; name the workspace of the runs"};
    const Workspace workspace(arguments.workspace);
    const auto file = findStudyFile(workspace, arguments.study);
    if (!fs::exists(file, code))
        return noSuchStudy(workspace, arguments.study);
    const auto study = readStudy(file);
    if (!study)
        return study.error();
    const auto& path = study.value().base.dataset;
    if (path.empty())
        return refuse(file.string() + ": base.dataset is empty; name an HDF5 file there");
    const auto dataset = readDatasetGuarded(path, {});
    if (!dataset)
        return dataset.error();
    const auto plan = planStudy(study.value(), *dataset.value());
    if (!plan)
        return Error{plan.error().kind, file.string() + ": " + plan.error().message};
    const auto found = readStudyRuns(workspace, plan.value(), *dataset.value());
    const ReportOrigin origin{.studyFile = file.string(),
        .workspace = arguments.workspace,
        .command = arguments.command,
        .made = nowSeconds()};
    return makeStudyReport(
        study.value(), *dataset.value(), plan.value(), found.runs, found.unreadable, origin);
}

std::string htmlOf(const StudyReport& report, std::span<const DrawnFigure> figures)
{
    const auto all = reportFigures(report);
    std::unordered_map<const Figure*, std::size_t> places;
    for (std::size_t i = 0; i < all.size() && i < figures.size(); ++i)
        places.emplace(all[i], i);
    return reportHtml(report, [&](const Figure& figure) {
        const auto place = places.find(&figure);
        return place == places.end() ? std::string() : figures[place->second].svg.toStdString();
    });
}

/// A report that is being written for a window.
struct ReportJob {
    std::shared_ptr<const StudyReport> report;
    std::filesystem::path path;
    std::function<void(const Result<void>&)> done;
    std::vector<const Figure*> figures;
    std::vector<DrawnFigure> drawn;
    Result<void> outcome;
};

void writeAside(QObject* owner, const std::shared_ptr<ReportJob>& job)
{
    auto* thread
        = QThread::create([job] { job->outcome = writeReport(*job->report, job->drawn, job->path); });
    QObject::connect(thread, &QThread::finished, owner, [job] { job->done(job->outcome); });
    QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    thread->start(QThread::LowPriority);
}

void drawNext(QObject* owner, const std::shared_ptr<ReportJob>& job)
{
    if (job->drawn.size() == job->figures.size()) {
        writeAside(owner, job);
        return;
    }
    job->drawn.push_back(drawReportFigure(*job->figures[job->drawn.size()]));
    QTimer::singleShot(0, owner, [owner, job] { drawNext(owner, job); });
}

} // namespace

DrawnFigure drawReportFigure(const Figure& figure)
{
    constexpr double kPageWidthMm = 170;
    constexpr double kNarrowMm = 115;
    if (figure.panels.empty())
        return {};
    ExportOptions options{.format = ExportFormat::Svg, .withTitle = false, .withNote = false};
    options.widthMm = isWide(figure) ? kPageWidthMm : kNarrowMm;
    auto plain = figure; // its height is that of what is drawn
    plain.title.clear();
    plain.note.clear();
    constexpr double kRowMm = 62; // more would leave half a page empty before the next figure
    const auto columns = std::size_t(std::max(1, figure.columns));
    const auto rows = double((figure.panels.size() + columns - 1) / columns);
    options.heightMm = suitableHeightMm(plain, options.widthMm);
    const bool isMatrix = figure.panels.front().heatMap.has_value(); // its cells hold numbers
    if (rows > 1 && !isMatrix)
        options.heightMm = std::min(options.heightMm, rows * kRowMm);
    const auto svg = exportedFigure(plain, options);
    return svg ? DrawnFigure{svg.value(), QSizeF(options.widthMm, options.heightMm)} : DrawnFigure{};
}

Result<void> writeReport(
    const StudyReport& report, std::span<const DrawnFigure> figures, const fs::path& path)
{
    const auto format = reportFormat(path);
    if (!format)
        return format.error();
    if (format.value() == ReportFormat::Html)
        return writeFileAtomically(path, htmlOf(report, figures));
    const auto bytes = reportPdf(report, figures);
    return writeFileAtomically(path, std::string_view(bytes.constData(), std::size_t(bytes.size())));
}

void writeReportInSlices(QObject* owner, std::shared_ptr<const StudyReport> report, const fs::path& path,
    std::function<void(const Result<void>&)> done)
{
    auto job = std::make_shared<ReportJob>();
    job->figures = reportFigures(*report);
    job->report = std::move(report);
    job->path = path;
    job->done = std::move(done);
    QTimer::singleShot(0, owner, [owner, job] { drawNext(owner, job); });
}

Result<void> renderReport(const ReportArguments& arguments)
{
    if (arguments.out.empty())
        return Error{ErrorKind::InvalidInput,
            arguments.study + ": no file to write the report to; add --out FILE.html or .pdf"};
    if (const auto format = reportFormat(arguments.out); !format)
        return format.error();
    const auto report = openReport(arguments);
    if (!report)
        return report.error();
    std::vector<DrawnFigure> drawn;
    for (const auto* figure : reportFigures(report.value()))
        drawn.push_back(drawReportFigure(*figure));
    return writeReport(report.value(), drawn, arguments.out);
}

} // namespace modalscope
