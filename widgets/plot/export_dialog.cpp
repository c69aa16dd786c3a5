#include "widgets/plot/export_dialog.h"

#include "widgets/base/text.h"
#include "widgets/plot/journal_preset.h"
#include "widgets/plot/script_export.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>

#include <algorithm>

namespace modalscope {
namespace {

PageExportDialog::Kind figureKind(const Figure& figure)
{
    return {.name = {},
        .title = ExportDialog::tr("Export %1").arg(toQt(figure.title)),
        .fileTitle = ExportDialog::tr("Export figure"),
        .fileName = figure.name.empty() ? QStringLiteral("figure") : toQt(figure.name),
        .widthMm = {u"export/widthMm", suitableExport(figure).widthMm},
        .fontPoints = {u"export/fontPoints", 7},
        .format = {u"export/format", int(ExportFormat::Pdf)},
        .dpi = {u"export/dpi", 600}};
}

} // namespace

ExportDialog::ExportDialog(Figure figure, QWidget* parent)
    : PageExportDialog(figureKind(figure), parent)
    , m_figure(std::move(figure))
{
    journal()->setObjectName(QStringLiteral("preset"));
    m_height = addNumber(tr("Hei&ght"), "Height", 20, kLargestHeightMm, tr(" mm"));
    addFont()->setObjectName(QStringLiteral("fontSize"));
    addFormats(exportFormats());
    m_title = addCheck(tr("With"), tr("&Title"), "WithTitle", {u"export/title", true});
    m_note = addCheck({}, tr("&Note: n, band, protocol"), "WithNote", {u"export/note", true});
    m_height->setValue(suitableHeightMm(m_figure, page().widthMm)); // not remembered, since figures differ
    connect(journal(), &QComboBox::activated, this, &ExportDialog::suitHeight);
    arrange();
    resize(860, 500);
}

void ExportDialog::suitHeight(int journal)
{
    if (journal < int(journalPresets().size()))
        m_height->setValue(suitableHeightMm(m_figure, journalPresets()[std::size_t(journal)].widthMm));
}

ExportOptions ExportDialog::options() const
{
    auto options = page();
    options.heightMm = m_height->value();
    options.withTitle = m_title->isChecked();
    options.withNote = m_note->isChecked();
    return options;
}

double ExportDialog::heightMm() const
{
    return m_height->value();
}

QString ExportDialog::caption(double dpi) const
{
    const auto wanted = options();
    if (wanted.format == ExportFormat::Csv)
        return tr("The file holds the numbers of this figure.");
    if (isScript(wanted.format))
        return tr("A script that redraws about this figure, %1 × %2 mm, from a CSV file beside it.")
            .arg(wanted.widthMm)
            .arg(wanted.heightMm);
    return tr("%1 × %2 mm, shown at %3 %")
        .arg(wanted.widthMm)
        .arg(wanted.heightMm)
        .arg(qRound(100 * dpi / logicalDpiX()));
}

void ExportDialog::drawPreview(double dpi)
{
    showPreview(figureImage(m_figure, options(), std::max(dpi, 20 * devicePixelRatioF())));
}

void ExportDialog::write(const QString& path)
{
    const auto written = exportFigure(m_figure, options(), fromQt(path));
    finish(path, written ? std::nullopt : std::optional(written.error()));
}

} // namespace modalscope
