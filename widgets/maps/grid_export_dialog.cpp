#include "widgets/maps/grid_export_dialog.h"

#include "widgets/base/text.h"

#include <QCheckBox>
#include <QComboBox>

#include <algorithm>

namespace modalscope {
namespace {

PageExportDialog::Kind gridKind(const GridFigure& figure)
{
    return {.name = QStringLiteral("grid"),
        .title = GridExportDialog::tr("Export %1").arg(toQt(figure.title)),
        .fileTitle = GridExportDialog::tr("Export figure"),
        .fileName = figure.name.empty() ? QStringLiteral("segmentation") : toQt(figure.name),
        .tooHigh = GridExportDialog::tr("; journals take up to %1 mm: take fewer samples or a smaller width"),
        .widthMm = {u"exportGrid/widthMm", 183},
        .fontPoints = {u"exportGrid/fontPoints", 7},
        .format = {u"exportGrid/format", int(ExportFormat::Pdf)},
        .dpi = {u"exportGrid/dpi", 600}};
}

} // namespace

GridExportDialog::GridExportDialog(GridFigure figure, QWidget* parent)
    : PageExportDialog(gridKind(figure), parent)
    , m_figure(std::make_shared<const GridFigure>(std::move(figure)))
{
    addFont();
    m_parts = addChoice(tr("&Parts"), "Parts");
    m_parts->addItem(tr("Whole pictures"), true);
    m_parts->addItem(tr("As zoomed when added"), false);
    m_parts->setToolTip(tr("Numbers below the panes are of whole samples either way"));
    const bool hasParts
        = std::ranges::any_of(m_figure->rows, [](const auto& row) { return !row.viewport.isFit(); });
    m_parts->setEnabled(hasParts); // else both are the same
    addFormats();
    m_legend = addCheck(tr("With"), tr("&Legend of the classes"), "WithLegend", {u"exportGrid/legend", true});
    m_note = addCheck({}, tr("&Caption: run, split, missing, n"), "WithNote", {u"exportGrid/note", true});
    arrange();
}

GridExportDialog::~GridExportDialog() = default;

GridOptions GridExportDialog::options() const
{
    const auto chosen = page();
    return {.format = chosen.format,
        .widthMm = chosen.widthMm,
        .fontPoints = chosen.fontPoints,
        .dpi = chosen.dpi,
        .wholePictures = m_parts->currentData().toBool(),
        .withLegend = m_legend->isChecked(),
        .withNote = m_note->isChecked()};
}

double GridExportDialog::heightMm() const
{
    return gridHeightMm(*m_figure, options());
}

void GridExportDialog::drawPreview(double dpi)
{
    showPreview(gridImage(*m_figure, options(), dpi));
}

void GridExportDialog::write(const QString& path)
{
    m_disk.add([figure = m_figure, wanted = options(), file = fromQt(path)](
                   const RunContext&) { return exportGrid(*figure, wanted, file); },
        [this, path](const std::optional<Error>& error) { finish(path, error); });
}

} // namespace modalscope
