#include "widgets/plot/page_export_dialog.h"

#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/plot/export_parts.h"
#include "widgets/plot/journal_preset.h"
#include "widgets/tables/export_folder.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace modalscope {

PageExportDialog::PageExportDialog(Kind kind, QWidget* parent)
    : QDialog(parent)
    , m_kind(std::move(kind))
    , m_messages(new MessageBar(this))
    , m_rows(new QWidget(this))
    , m_form(new QFormLayout(m_rows))
{
    setObjectName(named("ExportDialog"));
    setWindowTitle(m_kind.title);
    m_pause.setSingleShot(true);
    m_pause.setInterval(40);
    m_rows->setFixedWidth(330);
    m_form->setContentsMargins({});
    m_journal = addChoice(tr("&Journal"), "Journal");
    addJournals(*m_journal);
    m_journal->addItem(tr("Own size"));
    m_width = addNumber(tr("&Width"), "Width", 20, 400, tr(" mm"), m_kind.widthMm);
    connect(&m_pause, &QTimer::timeout, this, &PageExportDialog::updatePreview);
    connect(m_journal, &QComboBox::activated, this, [this](int index) {
        if (index >= int(journalPresets().size()))
            return;
        m_width->setValue(journalPresets()[std::size_t(index)].widthMm);
        m_font->setValue(journalPresets()[std::size_t(index)].fontPoints);
    });
}

PageExportDialog::~PageExportDialog() = default;

QString PageExportDialog::named(const char* name) const
{
    auto text = m_kind.name + QString::fromLatin1(name);
    text[0] = text[0].toLower();
    return text;
}

QDoubleSpinBox* PageExportDialog::addNumber(const QString& label, const char* name, double least, double most,
    const QString& unit, const Setting<double>& setting)
{
    auto* box = new QDoubleSpinBox(m_rows);
    box->setObjectName(named(name));
    box->setRange(least, most);
    box->setDecimals(1);
    box->setSuffix(unit);
    if (setting.key) {
        box->setValue(setting.value());
        m_numbers.emplace_back(box, setting);
    }
    connect(box, &QDoubleSpinBox::valueChanged, this, [this] {
        showJournal();
        m_pause.start();
    });
    m_form->addRow(label, box);
    return box;
}

QDoubleSpinBox* PageExportDialog::addFont()
{
    m_font = addNumber(tr("&Font"), "Font", 4, 14, tr(" pt"), m_kind.fontPoints);
    m_font->setSingleStep(0.5);
    return m_font;
}

void PageExportDialog::addFormats(std::span<const ExportFormat> formats)
{
    m_format = addChoice(tr("For&mat"), "Format");
    for (const auto format : formats)
        m_format->addItem(formatText(format), int(format));
    m_format->setCurrentIndex(std::max(0, m_format->findData(m_kind.format.value())));
    m_dpi = new QSpinBox(m_rows);
    m_dpi->setObjectName(named("Dpi"));
    m_dpi->setRange(72, 1200);
    m_dpi->setSingleStep(100);
    m_dpi->setSuffix(tr(" dpi"));
    m_dpi->setValue(m_kind.dpi.value());
    m_form->addRow(tr("&Resolution"), m_dpi);
    const auto enable = [this] { m_dpi->setEnabled(page().format == ExportFormat::Png); };
    connect(m_format, &QComboBox::currentIndexChanged, this, enable);
    connect(m_format, &QComboBox::currentIndexChanged, &m_pause, qOverload<>(&QTimer::start));
    enable();
}

QCheckBox* PageExportDialog::addCheck(
    const QString& label, const QString& text, const char* name, const Setting<bool>& setting)
{
    auto* box = new QCheckBox(text, m_rows);
    box->setObjectName(named(name));
    box->setChecked(setting.value());
    connect(box, &QCheckBox::toggled, &m_pause, qOverload<>(&QTimer::start));
    m_form->addRow(label, box);
    m_checks.emplace_back(box, setting);
    return box;
}

QComboBox* PageExportDialog::addChoice(const QString& label, const char* name)
{
    auto* box = new QComboBox(m_rows);
    box->setObjectName(named(name));
    m_form->addRow(label, box);
    return box;
}

void PageExportDialog::arrange()
{
    m_preview = new QLabel(this);
    m_preview->setObjectName(named("Preview"));
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumSize(420, 320);
    m_preview->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_size = new QLabel(this);
    m_size->setObjectName(named("Size"));
    m_size->setProperty("caption", true);
    m_size->setAlignment(Qt::AlignCenter);
    m_size->setWordWrap(true);
    auto* shown = new QVBoxLayout;
    shown->addWidget(m_preview, 1);
    shown->addWidget(m_size);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(14);
    middle->addWidget(m_rows);
    middle->addLayout(shown, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_write = buttons->addButton(tr("&Export…"), QDialogButtonBox::AcceptRole);
    m_write->setObjectName(named("ExportButton"));
    m_write->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_messages);
    layout->addLayout(middle, 1);
    layout->addWidget(buttons);
    resize(880, 520);
    connect(buttons, &QDialogButtonBox::accepted, this, &PageExportDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_pause.start();
}

ExportOptions PageExportDialog::page() const
{
    ExportOptions options;
    options.format = ExportFormat(m_format->currentData().toInt());
    options.widthMm = m_width->value();
    options.fontPoints = m_font->value();
    options.dpi = m_dpi->value();
    return options;
}

void PageExportDialog::remember() const
{
    for (const auto& [box, setting] : m_numbers)
        setting.set(box->value());
    for (const auto& [box, setting] : m_checks)
        setting.set(box->isChecked());
    m_kind.format.set(m_format->currentData().toInt());
    m_kind.dpi.set(m_dpi->value());
}

/// The first journal whose width is set, unless the chosen one has it too.
void PageExportDialog::showJournal()
{
    const auto presets = journalPresets();
    const auto fits
        = [this](const JournalPreset& preset) { return std::abs(preset.widthMm - m_width->value()) < 0.05; };
    const int chosen = m_journal->currentIndex();
    if (chosen < 0 || chosen >= int(presets.size()) || !fits(presets[std::size_t(chosen)]))
        m_journal->setCurrentIndex(int(std::ranges::find_if(presets, fits) - presets.begin()));
}

void PageExportDialog::updatePreview()
{
    showJournal();
    const double width = m_width->value(), height = heightMm();
    const auto space = m_preview->size() - QSize(8, 8);
    const double dpi = std::min(space.width() / width, space.height() / height) * 25.4;
    drawPreview(std::clamp(dpi, 5.0, 400.0) * devicePixelRatioF());
    m_size->setText(caption(dpi));
}

QString PageExportDialog::caption(double) const
{
    const double height = heightMm();
    const auto size = tr("%1 × %2 mm").arg(m_width->value()).arg(height);
    return height > kLargestHeightMm ? size + m_kind.tooHigh.arg(kLargestHeightMm) : size;
}

void PageExportDialog::showPreview(QImage image)
{
    image.setDevicePixelRatio(devicePixelRatioF());
    m_preview->setPixmap(QPixmap::fromImage(image));
}

void PageExportDialog::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    m_pause.start();
}

void PageExportDialog::chooseFile()
{
    const auto ending = endingOf(page().format);
    const auto filter = QStringLiteral("%1 (*%2)").arg(ending.mid(1).toUpper(), ending);
    auto path = FileDialog::saveFile(
        this, m_kind.fileTitle, ExportFolder::placeFor(m_kind.fileName + ending), filter);
    if (path.isEmpty())
        return;
    const auto typed = formatOf(fromQt(path));
    const int known = typed ? m_format->findData(int(typed.value())) : -1;
    if (known >= 0) {
        m_format->setCurrentIndex(known);
    } else {
        path += ending;
        if (QFileInfo::exists(path)) // the file dialog asked about another name
            return m_messages->showError(Error{ErrorKind::InvalidInput,
                fromQt(path) + ": exists already; choose it by its whole name to replace it"});
    }
    writeTo(path);
}

void PageExportDialog::writeTo(const QString& path)
{
    m_write->setEnabled(false);
    write(path);
}

void PageExportDialog::finish(const QString& path, const std::optional<Error>& error)
{
    m_write->setEnabled(true);
    if (error) {
        m_messages->showError(*error);
        Q_EMIT failed();
        return;
    }
    remember();
    ExportFolder::keepFolderOf(path);
    Q_EMIT exported(path);
    accept();
}

} // namespace modalscope
