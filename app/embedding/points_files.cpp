#include "app/embedding/cloud_export_dialog.h"
#include "app/embedding/cloud_pane.h"
#include "app/embedding/points_view.h"
#include "app/embedding/source_choices.h"
#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/base/version.h"
#include "core/data/placed_samples.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"
#include "widgets/tables/export_folder.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace modalscope {
namespace {

QStringList embeddingPaths(const QMimeData& data)
{
    static const QStringList endings{QStringLiteral("npy"), QStringLiteral("npz"), QStringLiteral("csv"),
        QStringLiteral("tsv"), QStringLiteral("safetensors")};
    QStringList paths;
    for (const auto& url : data.urls())
        if (url.isLocalFile()
            && (endings.contains(QFileInfo(url.toLocalFile()).suffix().toLower())
                || url.toLocalFile().endsWith(QLatin1String(kViewEnding))))
            paths << url.toLocalFile();
    return paths;
}

CloudFigure figureOf(const CloudPane& pane)
{
    const auto view = pane.canvas()->view();
    CloudFigure figure{.data = pane.canvas()->data(),
        .look = pane.canvas()->look(),
        .camera = view.camera,
        .seen = pane.canvas()->space().size(),
        .selected = std::make_shared<const SelectionMask>(pane.canvas()->selection())};
    if (const auto isolated = maskFromText(view.isolated, figure.data->sampleCount);
        isolated && !isolated.value().isEmpty())
        figure.isolated = std::make_shared<const SelectionMask>(isolated.value());
    figure.title = fromQt(pane.title());
    figure.note = fromQt(pane.note());
    const auto& request = pane.shown()->request;
    if (!request.samples->run.empty())
        figure.provenance.runs = {request.samples->run};
    figure.provenance.program = programVersion();
    figure.provenance.specHash = sha256Hex(layoutKey(request)).substr(0, 12);
    figure.provenance.command = "page Embedding";
    return figure;
}

} // namespace

void PointsView::exportPicture()
{
    const auto* pane = active();
    if (!pane->shown())
        return messages().showMessage(Severity::Info, tr("There is no picture to export yet."));
    auto* dialog = new CloudExportDialog(figureOf(*pane), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CloudExportDialog::exported, this,
        [this](const QString& path) { sayWritten(path, std::nullopt); });
    dialog->open();
}

void PointsView::exportCoordinates()
{
    const auto made = active()->shown();
    if (!made)
        return messages().showMessage(Severity::Info, tr("There is no picture to export yet."));
    const auto path = FileDialog::saveFile(this, tr("Export coordinates"),
        ExportFolder::placeFor(QStringLiteral("coordinates.csv")), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    ExportFolder::keepFolderOf(path);
    m_disk.add(
        [made, file = fromQt(path)](const RunContext&) {
            PlacedSamples placed{&made->request.samples->features, {}, made->positions, made->request.arrays};
            const bool isPca = made->request.settings.method == LayoutMethod::Pca;
            for (std::int64_t i = 1; i <= made->positions.rowSize(); ++i)
                placed.axes.push_back((isPca ? "pc" : "umap") + std::to_string(i));
            return writeFileAtomically(file, layoutCsv(placed));
        },
        [this, path](const std::optional<Error>& error) { sayWritten(path, error); });
}

void PointsView::sayWritten(const QString& path, const std::optional<Error>& error)
{
    if (error)
        messages().showError(*error);
    else
        messages().showMessage(Severity::Success, tr("Written: %1").arg(path));
}

void PointsView::saveView()
{
    auto name = QStringLiteral("embedding") + QLatin1String(kViewEnding);
    if (session().hasWorkspace())
        name = toQt((session().workspace() / fromQt(name)).string());
    auto path = FileDialog::saveFile(
        this, tr("Save this view"), name, tr("Views (*%1)").arg(QLatin1String(kViewEnding)));
    if (path.isEmpty())
        return;
    if (!path.endsWith(QLatin1String(kViewEnding)))
        path = (path.endsWith(QLatin1String(".json")) ? path.chopped(5) : path) + QLatin1String(kViewEnding);
    m_disk.add([view = state(), file = fromQt(path)](const RunContext&) { return writeView(file, view); },
        [this, path](const std::optional<Error>& error) { sayWritten(path, error); });
}

void PointsView::openView()
{
    const auto path = FileDialog::openFile(
        this, tr("Open a view"), tr("Views (*%1);;All files (*)").arg(QLatin1String(kViewEnding)));
    if (!path.isEmpty())
        readViewOf(path);
}

void PointsView::readViewOf(const QString& path)
{
    auto read = std::make_shared<EmbeddingViewState>();
    m_disk.add(
        [read, file = fromQt(path)](const RunContext&) -> Result<void> {
            auto view = readView(file);
            if (!view)
                return view.error();
            *read = std::move(view).value();
            return {};
        },
        [this, read](const std::optional<Error>& error) {
            if (error)
                messages().showError(*error);
            else
                restore(*read, true);
        });
}

void PointsView::openFile()
{
    const auto path = FileDialog::openFile(this, tr("Open features"),
        tr("Features (*.npy *.npz *.h5 *.hdf5 *.csv *.tsv *.safetensors);;All files (*)"));
    if (!path.isEmpty())
        openPath(path);
}

void PointsView::openPath(const QString& path)
{
    if (path.endsWith(QLatin1String(kViewEnding)))
        return readViewOf(path);
    m_first->sources()->addFile(fromQt(QFileInfo(path).absoluteFilePath()));
    showPages();
}

void PointsView::dragEnterEvent(QDragEnterEvent* event)
{
    if (!embeddingPaths(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void PointsView::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    for (const auto& path : embeddingPaths(*event->mimeData()))
        openPath(path);
}

} // namespace modalscope
