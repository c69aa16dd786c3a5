#include "app/actions/export_actions.h"

#include "app/actions/named_action.h"
#include "app/window/main_window.h"
#include "app/window/render_report.h"
#include "core/store/study_files.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/plot/batch_export_dialog.h"
#include "widgets/plot/figure_view.h"
#include "widgets/runs/background_line.h"
#include "widgets/session/session.h"

#include <QApplication>
#include <QMenu>

namespace modalscope {
namespace {

std::vector<Figure> pinnedFigures()
{
    std::vector<Figure> figures;
    for (const auto* widget : QApplication::topLevelWidgets())
        if (const auto* view = qobject_cast<const FigureView*>(widget);
            view != nullptr && view->objectName() == QStringLiteral("pinnedFigure") && view->isVisible())
            figures.push_back(view->figure());
    return figures;
}

void exportPinned(MainWindow& window)
{
    const auto figures = pinnedFigures();
    if (figures.empty()) {
        window.messages().showMessage(
            Severity::Info, QObject::tr("No figure is pinned; the pin above a figure keeps a copy of it."));
        return;
    }
    auto* dialog = new BatchExportDialog(figures, &window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &BatchExportDialog::exported, &window,
        [&window](const BatchExport& done, const QString& summary) {
            window.messages().showMessage(
                done.failures.empty() ? Severity::Success : Severity::Error, summary);
        });
    dialog->open();
}

/// What a report is made from, on another thread.
struct ReportParts {
    Study study;
    std::shared_ptr<const Dataset> dataset;
    Workspace workspace;
    std::shared_ptr<const StudyReport> report;
};

Result<void> makeReport(ReportParts& parts)
{
    const auto plan = planStudy(parts.study, *parts.dataset);
    if (!plan)
        return plan.error();
    auto found = readStudyRuns(parts.workspace, plan.value(), *parts.dataset);
    const ReportOrigin origin{.studyFile = studyFile(parts.workspace, parts.study.name).value().string(),
        .workspace = parts.workspace.root().string(),
        .command = "file menu",
        .made = nowSeconds()};
    parts.report = std::make_shared<const StudyReport>(makeStudyReport(
        parts.study, *parts.dataset, plan.value(), found.runs, std::move(found.unreadable), origin));
    return {};
}

void writeReportOf(MainWindow& window, BackgroundLine& line, const Study& study)
{
    const auto* open = window.session().dataset(study.base.dataset);
    if (open == nullptr || !open->dataset) {
        window.session().openDataset(study.base.dataset);
        window.messages().showMessage(Severity::Info,
            QObject::tr(
                "The dataset of the study is being opened; ask for the report again when it is there."));
        return;
    }
    const auto path = FileDialog::saveFile(&window, QObject::tr("Report of %1").arg(toQt(study.name)),
        toQt(study.name) + QStringLiteral(".html"), QObject::tr("Web page (*.html);;PDF (*.pdf)"));
    if (path.isEmpty())
        return;
    auto parts = std::make_shared<ReportParts>(
        ReportParts{study, open->dataset, Workspace(window.session().workspace()), nullptr});
    line.add([parts](const RunContext&) { return makeReport(*parts); },
        [&window, parts, path](const std::optional<Error>& error) {
            if (error) {
                window.messages().showError(*error);
                return;
            }
            writeReportInSlices(
                &window, parts->report, fromQt(path), [&window, path](const Result<void>& written) {
                    if (written)
                        window.messages().showMessage(
                            Severity::Success, QObject::tr("Written: %1").arg(path));
                    else
                        window.messages().showError(written.error());
                });
        });
}

void fillStudies(MainWindow& window, BackgroundLine& line, QMenu& menu)
{
    menu.clear();
    const auto stored = readStudies(Workspace(window.session().workspace()));
    if (stored)
        for (const auto& study : stored.value().studies) {
            auto* action = menu.addAction(toQt(study.name));
            QObject::connect(action, &QAction::triggered, &window,
                [&window, &line, study] { writeReportOf(window, line, study); });
        }
    if (menu.isEmpty())
        menu.addAction(QObject::tr("No study in this workspace"))->setEnabled(false);
}

} // namespace

void addExportActions(MainWindow& window, QMenu& menu)
{
    addNamed(menu, "exportPinned", u"export", QObject::tr("Export all &pinned figures…"), {},
        [&window] { exportPinned(window); });
    auto* line = new BackgroundLine(&window);
    auto* reports = menu.addMenu(QObject::tr("Re&port of a study"));
    reports->setObjectName(QStringLiteral("reportMenu"));
    QObject::connect(reports, &QMenu::aboutToShow, &window,
        [&window, line, reports] { fillStudies(window, *line, *reports); });
}

} // namespace modalscope
