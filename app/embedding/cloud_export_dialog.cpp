#include "app/embedding/cloud_export_dialog.h"

#include "widgets/base/text.h"

#include <QCheckBox>
#include <QDoubleSpinBox>

namespace modalscope {
namespace {

PageExportDialog::Kind cloudKind()
{
    return {.name = QStringLiteral("cloud"),
        .title = CloudExportDialog::tr("Export the picture"),
        .fileTitle = CloudExportDialog::tr("Export the picture"),
        .fileName = QStringLiteral("embedding"),
        .tooHigh = CloudExportDialog::tr("; journals take up to %1 mm of height"),
        .widthMm = {u"exportCloud/widthMm", 89},
        .fontPoints = {u"exportCloud/fontPoints", 7},
        .format = {u"exportCloud/format", int(ExportFormat::Pdf)},
        .dpi = {u"exportCloud/dpi", 600}};
}

} // namespace

CloudExportDialog::CloudExportDialog(CloudFigure figure, QWidget* parent)
    : PageExportDialog(cloudKind(), parent)
    , m_figure(std::make_shared<const CloudFigure>(std::move(figure)))
    , m_pictures([](const Preview& wanted) { return cloudImage(*wanted.figure, wanted.options, wanted.dpi); },
          [this](const QImage& image) { showPreview(image); })
{
    m_height = addNumber(tr("&Height"), "Height", 20, 400, tr(" mm"), {u"exportCloud/heightMm", 70});
    addFont();
    addFormats();
    m_title = addCheck(tr("With"), tr("&Title"), "WithTitle", {u"exportCloud/title", true});
    m_note = addCheck({}, tr("&Caption: method, options, points"), "WithNote", {u"exportCloud/note", true});
    arrange();
}

CloudExportDialog::~CloudExportDialog() = default;

ExportOptions CloudExportDialog::options() const
{
    auto options = page();
    options.heightMm = m_height->value();
    options.withTitle = m_title->isChecked();
    options.withNote = m_note->isChecked();
    return options;
}

double CloudExportDialog::heightMm() const
{
    return m_height->value();
}

void CloudExportDialog::drawPreview(double dpi)
{
    m_pictures.request({m_figure, options(), dpi});
}

void CloudExportDialog::write(const QString& path)
{
    m_disk.add([figure = m_figure, wanted = options(), file = fromQt(path)](
                   const RunContext&) { return exportCloud(*figure, wanted, file); },
        [this, path](const std::optional<Error>& error) { finish(path, error); });
}

} // namespace modalscope
