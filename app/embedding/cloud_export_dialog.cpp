#include "app/embedding/cloud_export_dialog.h"

#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/setting.h"
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
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

const Setting<double> cloudWidthSetting{u"exportCloud/widthMm", 89};
const Setting<double> cloudHeightSetting{u"exportCloud/heightMm", 70};
const Setting<double> cloudFontSetting{u"exportCloud/fontPoints", 7};
const Setting<int> cloudFormatSetting{u"exportCloud/format", int(ExportFormat::Pdf)};
const Setting<int> cloudDpiSetting{u"exportCloud/dpi", 600};
const Setting<bool> cloudTitleSetting{u"exportCloud/title", true};
const Setting<bool> cloudNoteSetting{u"exportCloud/note", true};

QDoubleSpinBox* lengthBox(const char* name, double least, double most, const QString& unit, QWidget* parent)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setObjectName(QString::fromLatin1(name));
    box->setRange(least, most);
    box->setDecimals(1);
    box->setSuffix(unit);
    return box;
}

} // namespace

CloudExportDialog::CloudExportDialog(CloudFigure figure, QWidget* parent)
    : QDialog(parent)
    , m_figure(std::make_shared<const CloudFigure>(std::move(figure)))
    , m_messages(new MessageBar(this))
    , m_journal(new QComboBox(this))
    , m_width(lengthBox("cloudWidth", 20, 400, tr(" mm"), this))
    , m_height(lengthBox("cloudHeight", 20, 400, tr(" mm"), this))
    , m_font(lengthBox("cloudFont", 4, 14, tr(" pt"), this))
    , m_format(new QComboBox(this))
    , m_dpi(new QSpinBox(this))
    , m_title(new QCheckBox(tr("&Title"), this))
    , m_note(new QCheckBox(tr("&Caption: method, options, points"), this))
    , m_preview(new QLabel(this))
    , m_size(new QLabel(this))
    , m_write(nullptr)
    , m_pictures([](const Preview& wanted) { return cloudImage(*wanted.figure, wanted.options, wanted.dpi); },
          [this](QImage image) {
              image.setDevicePixelRatio(devicePixelRatioF());
              m_preview->setPixmap(QPixmap::fromImage(image));
          })
{
    setObjectName(QStringLiteral("cloudExportDialog"));
    setWindowTitle(tr("Export the picture"));
    m_preview->setObjectName(QStringLiteral("cloudPreview"));
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumSize(420, 320);
    m_preview->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_size->setProperty("caption", true);
    m_size->setAlignment(Qt::AlignCenter);
    m_size->setWordWrap(true);
    m_pause.setSingleShot(true);
    m_pause.setInterval(60);
    auto* shown = new QVBoxLayout;
    shown->addWidget(m_preview, 1);
    shown->addWidget(m_size);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(14);
    middle->addWidget(makeForm());
    middle->addLayout(shown, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_write = buttons->addButton(tr("&Export…"), QDialogButtonBox::AcceptRole);
    m_write->setObjectName(QStringLiteral("cloudExportButton"));
    m_write->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_messages);
    layout->addLayout(middle, 1);
    layout->addWidget(buttons);
    resize(880, 520);
    recall();
    connect(buttons, &QDialogButtonBox::accepted, this, &CloudExportDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_pause, &QTimer::timeout, this, &CloudExportDialog::askPreview);
    connect(m_journal, &QComboBox::activated, this, [this](int index) {
        if (index >= int(journalPresets().size()))
            return;
        m_width->setValue(journalPresets()[std::size_t(index)].widthMm);
        m_font->setValue(journalPresets()[std::size_t(index)].fontPoints);
    });
    const auto soon = [this] { m_pause.start(); };
    for (auto* box : {m_width, m_height, m_font})
        connect(box, &QDoubleSpinBox::valueChanged, this, soon);
    for (auto* box : {m_title, m_note})
        connect(box, &QCheckBox::toggled, this, soon);
    connect(m_format, &QComboBox::currentIndexChanged, this,
        [this] { m_dpi->setEnabled(options().format == ExportFormat::Png); });
    m_pause.start();
}

CloudExportDialog::~CloudExportDialog() = default;

QWidget* CloudExportDialog::makeForm()
{
    auto* box = new QWidget(this);
    box->setFixedWidth(330);
    auto* form = new QFormLayout(box);
    form->setContentsMargins({});
    m_journal->setObjectName(QStringLiteral("cloudJournal"));
    addJournals(*m_journal);
    m_journal->addItem(tr("Own size"));
    m_font->setSingleStep(0.5);
    m_format->setObjectName(QStringLiteral("cloudFormat"));
    for (const auto format : {ExportFormat::Pdf, ExportFormat::Svg, ExportFormat::Png})
        m_format->addItem(formatText(format), int(format));
    m_dpi->setObjectName(QStringLiteral("cloudDpi"));
    m_dpi->setRange(72, 1200);
    m_dpi->setSingleStep(100);
    m_dpi->setSuffix(tr(" dpi"));
    m_title->setObjectName(QStringLiteral("cloudWithTitle"));
    m_note->setObjectName(QStringLiteral("cloudWithNote"));
    form->addRow(tr("&Journal"), m_journal);
    form->addRow(tr("&Width"), m_width);
    form->addRow(tr("&Height"), m_height);
    form->addRow(tr("&Font"), m_font);
    form->addRow(tr("For&mat"), m_format);
    form->addRow(tr("&Resolution"), m_dpi);
    form->addRow(tr("With"), m_title);
    form->addRow({}, m_note);
    return box;
}

ExportOptions CloudExportDialog::options() const
{
    ExportOptions options;
    options.format = ExportFormat(m_format->currentData().toInt());
    options.widthMm = m_width->value();
    options.heightMm = m_height->value();
    options.fontPoints = m_font->value();
    options.dpi = m_dpi->value();
    options.withTitle = m_title->isChecked();
    options.withNote = m_note->isChecked();
    return options;
}

void CloudExportDialog::recall()
{
    m_width->setValue(cloudWidthSetting.value());
    m_height->setValue(cloudHeightSetting.value());
    m_font->setValue(cloudFontSetting.value());
    m_format->setCurrentIndex(std::max(0, m_format->findData(cloudFormatSetting.value())));
    m_dpi->setValue(cloudDpiSetting.value());
    m_title->setChecked(cloudTitleSetting.value());
    m_note->setChecked(cloudNoteSetting.value());
    m_dpi->setEnabled(options().format == ExportFormat::Png);
}

void CloudExportDialog::remember() const
{
    cloudWidthSetting.set(m_width->value());
    cloudHeightSetting.set(m_height->value());
    cloudFontSetting.set(m_font->value());
    cloudFormatSetting.set(m_format->currentData().toInt());
    cloudDpiSetting.set(m_dpi->value());
    cloudTitleSetting.set(m_title->isChecked());
    cloudNoteSetting.set(m_note->isChecked());
}

void CloudExportDialog::askPreview()
{
    const auto presets = journalPresets();
    const auto found = std::ranges::find_if(
        presets, [&](const auto& preset) { return std::abs(preset.widthMm - m_width->value()) < 0.05; });
    const int chosen = m_journal->currentIndex();
    if (chosen < 0 || chosen >= int(presets.size())
        || std::abs(presets[std::size_t(chosen)].widthMm - m_width->value()) >= 0.05)
        m_journal->setCurrentIndex(int(found - presets.begin()));
    const auto wanted = options();
    const auto space = m_preview->size() - QSize(8, 8);
    const double dpi = std::min(space.width() / wanted.widthMm, space.height() / wanted.heightMm) * 25.4;
    m_pictures.request({m_figure, wanted, std::clamp(dpi, 5.0, 400.0) * devicePixelRatioF()});
    auto text = tr("%1 × %2 mm").arg(wanted.widthMm).arg(wanted.heightMm);
    if (wanted.heightMm > kLargestHeightMm)
        text += tr("; journals take up to %1 mm of height").arg(kLargestHeightMm);
    m_size->setText(text);
}

void CloudExportDialog::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    m_pause.start();
}

void CloudExportDialog::chooseFile()
{
    const auto ending = endingOf(options().format);
    const auto filter = QStringLiteral("%1 (*%2)").arg(ending.mid(1).toUpper(), ending);
    auto path = FileDialog::saveFile(
        this, tr("Export the picture"), ExportFolder::placeFor(QStringLiteral("embedding") + ending), filter);
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

void CloudExportDialog::writeTo(const QString& path)
{
    m_write->setEnabled(false);
    m_disk.add([figure = m_figure, wanted = options(), file = fromQt(path)](
                   const RunContext&) { return exportCloud(*figure, wanted, file); },
        [this, path](const std::optional<Error>& error) {
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
        });
}

} // namespace modalscope
