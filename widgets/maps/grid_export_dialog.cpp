#include "widgets/maps/grid_export_dialog.h"

#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/setting.h"
#include "widgets/base/text.h"
#include "widgets/plot/export_parts.h"
#include "widgets/plot/journal_preset.h"
#include "widgets/runs/background_line.h"
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

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

const Setting<double> gridWidthSetting{u"exportGrid/widthMm", 183};
const Setting<double> gridFontSetting{u"exportGrid/fontPoints", 7};
const Setting<int> gridFormatSetting{u"exportGrid/format", int(ExportFormat::Pdf)};
const Setting<int> gridDpiSetting{u"exportGrid/dpi", 600};
const Setting<bool> gridLegendSetting{u"exportGrid/legend", true};
const Setting<bool> gridNoteSetting{u"exportGrid/note", true};

} // namespace

GridExportDialog::GridExportDialog(GridFigure figure, QWidget* parent)
    : QDialog(parent)
    , m_figure(std::make_shared<const GridFigure>(std::move(figure)))
    , m_messages(new MessageBar(this))
    , m_journal(new QComboBox(this))
    , m_width(new QDoubleSpinBox(this))
    , m_font(new QDoubleSpinBox(this))
    , m_parts(new QComboBox(this))
    , m_format(new QComboBox(this))
    , m_dpi(new QSpinBox(this))
    , m_legend(new QCheckBox(tr("&Legend of the classes"), this))
    , m_note(new QCheckBox(tr("&Caption: run, split, missing, n"), this))
    , m_preview(new QLabel(this))
    , m_size(new QLabel(this))
    , m_write(nullptr)
    , m_pause(new QTimer(this))
    , m_disk(new BackgroundLine(this))
{
    setObjectName(QStringLiteral("gridExportDialog"));
    setWindowTitle(tr("Export %1").arg(toQt(m_figure->title)));
    m_preview->setObjectName(QStringLiteral("gridPreview"));
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumSize(420, 320);
    m_preview->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_size->setObjectName(QStringLiteral("gridSize"));
    m_size->setProperty("caption", true);
    m_size->setAlignment(Qt::AlignCenter);
    m_size->setWordWrap(true);
    m_pause->setSingleShot(true);
    m_pause->setInterval(40);

    auto* shown = new QVBoxLayout;
    shown->addWidget(m_preview, 1);
    shown->addWidget(m_size);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(14);
    middle->addWidget(makeForm());
    middle->addLayout(shown, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_write = buttons->addButton(tr("&Export…"), QDialogButtonBox::AcceptRole);
    m_write->setObjectName(QStringLiteral("gridExportButton"));
    m_write->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_messages);
    layout->addLayout(middle, 1);
    layout->addWidget(buttons);
    resize(880, 520);
    recall();
    connect(buttons, &QDialogButtonBox::accepted, this, &GridExportDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_pause, &QTimer::timeout, this, &GridExportDialog::updatePreview);
    connect(m_journal, &QComboBox::activated, this, [this](int index) {
        if (index >= int(journalPresets().size()))
            return;
        m_width->setValue(journalPresets()[std::size_t(index)].widthMm);
        m_font->setValue(journalPresets()[std::size_t(index)].fontPoints);
    });
    const auto soon = [this] { m_pause->start(); };
    for (auto* box : {m_width, m_font})
        connect(box, &QDoubleSpinBox::valueChanged, this, soon);
    for (auto* box : {m_legend, m_note})
        connect(box, &QCheckBox::toggled, this, soon);
    connect(m_parts, &QComboBox::currentIndexChanged, this, soon);
    connect(m_format, &QComboBox::currentIndexChanged, this,
        [this] { m_dpi->setEnabled(options().format == ExportFormat::Png); });
    m_pause->start();
}

GridExportDialog::~GridExportDialog() = default;

QWidget* GridExportDialog::makeForm()
{
    auto* box = new QWidget(this);
    box->setFixedWidth(330);
    auto* form = new QFormLayout(box);
    form->setContentsMargins({});
    m_journal->setObjectName(QStringLiteral("gridJournal"));
    addJournals(*m_journal);
    m_journal->addItem(tr("Own size"));
    m_width->setObjectName(QStringLiteral("gridWidth"));
    m_width->setRange(20, 400);
    m_width->setDecimals(1);
    m_width->setSuffix(tr(" mm"));
    m_font->setObjectName(QStringLiteral("gridFont"));
    m_font->setRange(4, 14);
    m_font->setDecimals(1);
    m_font->setSingleStep(0.5);
    m_font->setSuffix(tr(" pt"));
    m_parts->setObjectName(QStringLiteral("gridParts"));
    m_parts->addItem(tr("Whole pictures"), true);
    m_parts->addItem(tr("As zoomed when added"), false);
    m_parts->setToolTip(tr("Numbers below the panes are of whole samples either way"));
    const bool hasParts
        = std::ranges::any_of(m_figure->rows, [](const auto& row) { return !row.viewport.isFit(); });
    m_parts->setEnabled(hasParts); // else both are the same
    m_format->setObjectName(QStringLiteral("gridFormat"));
    for (const auto format : gridFormats())
        m_format->addItem(formatText(format), int(format));
    m_dpi->setObjectName(QStringLiteral("gridDpi"));
    m_dpi->setRange(72, 1200);
    m_dpi->setSingleStep(100);
    m_dpi->setSuffix(tr(" dpi"));
    m_legend->setObjectName(QStringLiteral("gridWithLegend"));
    m_note->setObjectName(QStringLiteral("gridWithNote"));
    form->addRow(tr("&Journal"), m_journal);
    form->addRow(tr("&Width"), m_width);
    form->addRow(tr("&Font"), m_font);
    form->addRow(tr("&Parts"), m_parts);
    form->addRow(tr("For&mat"), m_format);
    form->addRow(tr("&Resolution"), m_dpi);
    form->addRow(tr("With"), m_legend);
    form->addRow({}, m_note);
    return box;
}

GridOptions GridExportDialog::options() const
{
    return {.format = ExportFormat(m_format->currentData().toInt()),
        .widthMm = m_width->value(),
        .fontPoints = m_font->value(),
        .dpi = m_dpi->value(),
        .wholePictures = m_parts->currentData().toBool(),
        .withLegend = m_legend->isChecked(),
        .withNote = m_note->isChecked()};
}

void GridExportDialog::recall()
{
    m_width->setValue(gridWidthSetting.value());
    m_font->setValue(gridFontSetting.value());
    m_format->setCurrentIndex(std::max(0, m_format->findData(gridFormatSetting.value())));
    m_dpi->setValue(gridDpiSetting.value());
    m_legend->setChecked(gridLegendSetting.value());
    m_note->setChecked(gridNoteSetting.value());
    m_dpi->setEnabled(options().format == ExportFormat::Png);
}

void GridExportDialog::remember() const
{
    gridWidthSetting.set(m_width->value());
    gridFontSetting.set(m_font->value());
    gridFormatSetting.set(m_format->currentData().toInt());
    gridDpiSetting.set(m_dpi->value());
    gridLegendSetting.set(m_legend->isChecked());
    gridNoteSetting.set(m_note->isChecked());
}

void GridExportDialog::updatePreview()
{
    const auto presets = journalPresets();
    const auto fits = [&](int i) {
        return i >= 0 && i < int(presets.size())
            && std::abs(presets[std::size_t(i)].widthMm - m_width->value()) < 0.05;
    };
    if (!fits(m_journal->currentIndex())) {
        const auto found = std::ranges::find_if(
            presets, [&](const auto& preset) { return std::abs(preset.widthMm - m_width->value()) < 0.05; });
        m_journal->setCurrentIndex(int(found - presets.begin()));
    }
    const auto wanted = options();
    const double height = gridHeightMm(*m_figure, wanted);
    const auto space = m_preview->size() - QSize(8, 8);
    const double dpi = std::min(space.width() / wanted.widthMm, space.height() / height) * 25.4;
    const double ratio = devicePixelRatioF();
    auto image = gridImage(*m_figure, wanted, std::clamp(dpi, 5.0, 400.0) * ratio);
    image.setDevicePixelRatio(ratio);
    m_preview->setPixmap(QPixmap::fromImage(image));
    auto text = tr("%1 × %2 mm").arg(wanted.widthMm).arg(height);
    if (height > kLargestHeightMm)
        text
            += tr("; journals take up to %1 mm: take fewer samples or a smaller width").arg(kLargestHeightMm);
    m_size->setText(text);
}

void GridExportDialog::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    m_pause->start();
}

void GridExportDialog::chooseFile()
{
    const auto ending = endingOf(options().format);
    const auto name
        = (m_figure->name.empty() ? QStringLiteral("segmentation") : toQt(m_figure->name)) + ending;
    const auto filter = QStringLiteral("%1 (*%2)").arg(ending.mid(1).toUpper(), ending);
    auto path = FileDialog::saveFile(this, tr("Export figure"), ExportFolder::placeFor(name), filter);
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

void GridExportDialog::writeTo(const QString& path)
{
    m_write->setEnabled(false);
    m_disk->add([figure = m_figure, wanted = options(), file = fromQt(path)](
                    const RunContext&) { return exportGrid(*figure, wanted, file); },
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
