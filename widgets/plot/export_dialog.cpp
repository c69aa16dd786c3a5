#include "widgets/plot/export_dialog.h"

#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/setting.h"
#include "widgets/base/text.h"
#include "widgets/plot/export_parts.h"
#include "widgets/plot/journal_preset.h"
#include "widgets/plot/script_export.h"
#include "widgets/tables/export_folder.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <cmath>

namespace modalscope {
namespace {

const Setting<double> widthSetting{u"export/widthMm", 0};
const Setting<double> fontSetting{u"export/fontPoints", 7};
const Setting<int> formatSetting{u"export/format", int(ExportFormat::Pdf)};
const Setting<int> dpiSetting{u"export/dpi", 600};
const Setting<bool> titleSetting{u"export/title", true};
const Setting<bool> noteSetting{u"export/note", true};

QDoubleSpinBox* millimetres(QWidget* parent, const QString& name, double least, double most)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setObjectName(name);
    box->setRange(least, most);
    box->setDecimals(1);
    box->setSuffix(ExportDialog::tr(" mm"));
    return box;
}

} // namespace

ExportDialog::ExportDialog(Figure figure, QWidget* parent)
    : QDialog(parent)
    , m_figure(std::move(figure))
    , m_messages(new MessageBar(this))
    , m_preset(new QComboBox(this))
    , m_width(millimetres(this, QStringLiteral("width"), 20, 400))
    , m_height(millimetres(this, QStringLiteral("height"), 20, kLargestHeightMm))
    , m_font(new QDoubleSpinBox(this))
    , m_format(new QComboBox(this))
    , m_dpi(new QSpinBox(this))
    , m_title(new QCheckBox(tr("&Title"), this))
    , m_note(new QCheckBox(tr("&Note: n, band, protocol"), this))
    , m_preview(new QLabel(this))
    , m_caption(new QLabel(this))
    , m_pause(new QTimer(this))
{
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export %1").arg(toQt(m_figure.title)));
    m_preview->setObjectName(QStringLiteral("preview"));
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumSize(420, 320);
    m_preview->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_caption->setProperty("caption", true);
    m_caption->setAlignment(Qt::AlignCenter);
    m_pause->setSingleShot(true);
    m_pause->setInterval(40);

    auto* shown = new QVBoxLayout;
    shown->addWidget(m_preview, 1);
    shown->addWidget(m_caption);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(14);
    middle->addWidget(makeForm());
    middle->addLayout(shown, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* write = buttons->addButton(tr("&Export…"), QDialogButtonBox::AcceptRole);
    write->setObjectName(QStringLiteral("exportButton"));
    write->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_messages);
    layout->addLayout(middle, 1);
    layout->addWidget(buttons);
    resize(860, 500);

    recall();
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_pause, &QTimer::timeout, this, &ExportDialog::updatePreview);
    connect(m_preset, &QComboBox::activated, this, &ExportDialog::applyPreset);
    for (auto* box : {m_width, m_height, m_font})
        connect(box, &QDoubleSpinBox::valueChanged, this, [this] {
            showPreset();
            m_pause->start();
        });
    for (auto* box : {m_title, m_note})
        connect(box, &QCheckBox::toggled, this, &ExportDialog::updatePreview);
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        m_dpi->setEnabled(options().format == ExportFormat::Png);
        updatePreview();
    });
    updatePreview();
}

QWidget* ExportDialog::makeForm()
{
    auto* box = new QWidget(this);
    box->setFixedWidth(330);
    auto* form = new QFormLayout(box);
    form->setContentsMargins({});
    m_preset->setObjectName(QStringLiteral("preset"));
    addJournals(*m_preset);
    m_preset->addItem(tr("Own size"));
    m_font->setObjectName(QStringLiteral("fontSize"));
    m_font->setRange(4, 14);
    m_font->setDecimals(1);
    m_font->setSingleStep(0.5);
    m_font->setSuffix(tr(" pt"));
    m_format->setObjectName(QStringLiteral("format"));
    for (const auto format : exportFormats())
        m_format->addItem(formatText(format), int(format));
    m_dpi->setObjectName(QStringLiteral("dpi"));
    m_dpi->setRange(72, 1200);
    m_dpi->setSingleStep(100);
    m_dpi->setSuffix(tr(" dpi"));
    form->addRow(tr("&Journal"), m_preset);
    form->addRow(tr("&Width"), m_width);
    form->addRow(tr("Hei&ght"), m_height);
    form->addRow(tr("&Font"), m_font);
    form->addRow(tr("For&mat"), m_format);
    form->addRow(tr("&Resolution"), m_dpi);
    m_title->setObjectName(QStringLiteral("withTitle"));
    m_note->setObjectName(QStringLiteral("withNote"));
    form->addRow(tr("With"), m_title);
    form->addRow({}, m_note);
    return box;
}

ExportOptions ExportDialog::options() const
{
    return {.format = ExportFormat(m_format->currentData().toInt()),
        .widthMm = m_width->value(),
        .heightMm = m_height->value(),
        .fontPoints = m_font->value(),
        .dpi = m_dpi->value(),
        .withTitle = m_title->isChecked(),
        .withNote = m_note->isChecked()};
}

/// The last choice; the height always suits this figure, since figures differ.
void ExportDialog::recall()
{
    const double width = widthSetting.value() > 0 ? widthSetting.value() : suitableExport(m_figure).widthMm;
    m_width->setValue(width);
    m_height->setValue(suitableHeightMm(m_figure, width));
    m_font->setValue(fontSetting.value());
    m_format->setCurrentIndex(std::max(0, m_format->findData(formatSetting.value())));
    m_dpi->setValue(dpiSetting.value());
    m_title->setChecked(titleSetting.value());
    m_note->setChecked(noteSetting.value());
    m_dpi->setEnabled(options().format == ExportFormat::Png);
    showPreset();
}

void ExportDialog::remember() const
{
    widthSetting.set(m_width->value());
    fontSetting.set(m_font->value());
    formatSetting.set(m_format->currentData().toInt());
    dpiSetting.set(m_dpi->value());
    titleSetting.set(m_title->isChecked());
    noteSetting.set(m_note->isChecked());
}

void ExportDialog::applyPreset(int index)
{
    if (index >= int(journalPresets().size()))
        return;
    const auto& preset = journalPresets()[std::size_t(index)];
    m_width->setValue(preset.widthMm);
    m_height->setValue(suitableHeightMm(m_figure, preset.widthMm));
    m_font->setValue(preset.fontPoints);
    m_preset->setCurrentIndex(index); // journals of the same width stay apart
}

/// The first journal whose width is set, unless the chosen one has it too.
void ExportDialog::showPreset()
{
    const auto presets = journalPresets();
    const auto fits = [&](int i) {
        return i >= 0 && i < int(presets.size())
            && std::abs(presets[std::size_t(i)].widthMm - m_width->value()) < 0.05;
    };
    if (fits(m_preset->currentIndex()))
        return;
    int found = int(presets.size());
    for (int i = int(presets.size()) - 1; i >= 0; --i)
        if (fits(i))
            found = i;
    m_preset->setCurrentIndex(found);
}

void ExportDialog::updatePreview()
{
    const auto wanted = options();
    const double ratio = devicePixelRatioF();
    const auto space = m_preview->size() - QSize(8, 8);
    const double dpi = std::min(space.width() / wanted.widthMm, space.height() / wanted.heightMm) * 25.4;
    auto image = figureImage(m_figure, wanted, std::clamp(dpi, 20.0, 400.0) * ratio);
    image.setDevicePixelRatio(ratio);
    m_preview->setPixmap(QPixmap::fromImage(image));
    m_caption->setText(wanted.format == ExportFormat::Csv ? tr("The file holds the numbers of this figure.")
            : isScript(wanted.format)
            ? tr("A script that redraws about this figure, %1 × %2 mm, from a CSV file beside it.")
                  .arg(wanted.widthMm)
                  .arg(wanted.heightMm)
            : tr("%1 × %2 mm, shown at %3 %")
                  .arg(wanted.widthMm)
                  .arg(wanted.heightMm)
                  .arg(qRound(100 * dpi / logicalDpiX())));
}

void ExportDialog::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    m_pause->start();
}

void ExportDialog::chooseFile()
{
    const auto ending = endingOf(options().format);
    const auto name = (m_figure.name.empty() ? QStringLiteral("figure") : toQt(m_figure.name)) + ending;
    const auto filter = QStringLiteral("%1 (*%2)").arg(ending.mid(1).toUpper(), ending);
    auto path = FileDialog::saveFile(this, tr("Export figure"), ExportFolder::placeFor(name), filter);
    if (path.isEmpty())
        return;
    if (const auto typed = formatOf(fromQt(path))) {
        m_format->setCurrentIndex(m_format->findData(int(typed.value())));
    } else {
        path += ending;
        if (QFileInfo::exists(path)) // the file dialog asked about another name
            return m_messages->showError(Error{ErrorKind::InvalidInput,
                fromQt(path) + ": exists already; choose it by its whole name to replace it"});
    }
    if (writeTo(path))
        accept();
}

bool ExportDialog::writeTo(const QString& path)
{
    const auto written = modalscope::exportFigure(m_figure, options(), fromQt(path));
    if (!written) {
        m_messages->showError(written.error());
        return false;
    }
    remember();
    ExportFolder::keepFolderOf(path);
    Q_EMIT exported(path);
    return true;
}

} // namespace modalscope
