#include "widgets/plot/batch_export_dialog.h"

#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/setting.h"
#include "widgets/base/text.h"
#include "widgets/plot/export_parts.h"
#include "widgets/tables/export_folder.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

const Setting<QStringList> batchFormatsSetting{
    u"export/batchFormats", {QStringLiteral(".pdf"), QStringLiteral(".svg"), QStringLiteral(".csv")}};
const Setting<int> batchPresetSetting{u"export/batchPreset", 0};
const Setting<bool> batchTitleSetting{u"export/batchTitle", true};
const Setting<bool> batchNoteSetting{u"export/batchNote", true};

QCheckBox* namedCheck(const QString& text, const QString& name, QWidget* parent)
{
    auto* box = new QCheckBox(text, parent);
    box->setObjectName(name);
    return box;
}

} // namespace

BatchExportDialog::BatchExportDialog(std::vector<Figure> figures, QWidget* parent)
    : QDialog(parent)
    , m_figures(std::move(figures))
    , m_messages(new MessageBar(this))
    , m_folder(new QLineEdit(this))
    , m_preset(new QComboBox(this))
    , m_title(namedCheck(tr("&Title"), QStringLiteral("withTitle"), this))
    , m_note(namedCheck(tr("&Note: n, band, protocol"), QStringLiteral("withNote"), this))
    , m_existing(new QComboBox(this))
{
    setObjectName(QStringLiteral("batchExportDialog"));
    setWindowTitle(tr("Export %n figure(s)", nullptr, int(m_figures.size())));
    m_folder->setObjectName(QStringLiteral("folder"));
    m_folder->setText(QDir::toNativeSeparators(ExportFolder::last()));
    m_folder->setMinimumWidth(320);
    auto* browse = new QPushButton(tr("&Choose…"), this);
    browse->setObjectName(QStringLiteral("chooseFolder"));
    auto* place = new QHBoxLayout;
    place->addWidget(m_folder, 1);
    place->addWidget(browse);
    auto* form = new QFormLayout;
    form->addRow(tr("&Folder"), place);
    const auto chosen = batchFormatsSetting.value();
    for (const auto format : exportFormats()) {
        const auto ending = endingOf(format);
        auto* box = namedCheck(formatText(format), QStringLiteral("format") + ending, this);
        box->setChecked(chosen.contains(ending));
        form->addRow(m_formats.empty() ? tr("Formats") : QString(), box);
        m_formats.emplace_back(format, box);
    }
    m_preset->setObjectName(QStringLiteral("preset"));
    addJournals(*m_preset);
    m_preset->setCurrentIndex(std::clamp(batchPresetSetting.value(), 0, m_preset->count() - 1));
    m_title->setChecked(batchTitleSetting.value());
    m_note->setChecked(batchNoteSetting.value());
    m_existing->setObjectName(QStringLiteral("existing"));
    m_existing->addItem(tr("Keep, and number the new ones"), false);
    m_existing->addItem(tr("Replace"), true);
    form->addRow(tr("&Journal"), m_preset);
    form->addRow(tr("With"), m_title);
    form->addRow({}, m_note);
    form->addRow(tr("Files that e&xist"), m_existing);
    auto* caption = new QLabel(tr("Figures are written in the light style, whatever the window's theme is. "
                                  "Heights suit each figure."),
        this);
    caption->setProperty("caption", true);
    caption->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto* write = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    write->setObjectName(QStringLiteral("exportButton"));
    write->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_messages);
    layout->addLayout(form);
    layout->addWidget(caption);
    layout->addWidget(buttons);
    connect(browse, &QPushButton::clicked, this, &BatchExportDialog::chooseFolder);
    connect(buttons, &QDialogButtonBox::accepted, this, &BatchExportDialog::writeAll);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

BatchOptions BatchExportDialog::options() const
{
    BatchOptions options{.preset = journalPresets()[std::size_t(std::max(0, m_preset->currentIndex()))],
        .withTitle = m_title->isChecked(),
        .withNote = m_note->isChecked(),
        .replaces = m_existing->currentData().toBool()};
    for (const auto& [format, box] : m_formats)
        if (box->isChecked())
            options.formats.push_back(format);
    return options;
}

void BatchExportDialog::chooseFolder()
{
    const auto folder = FileDialog::openFolder(this, tr("Export all figures into"));
    if (!folder.isEmpty())
        m_folder->setText(QDir::toNativeSeparators(folder));
}

void BatchExportDialog::writeAll()
{
    const auto folder = QDir::fromNativeSeparators(m_folder->text().trimmed());
    if (folder.isEmpty())
        return m_messages->showError(
            Error{ErrorKind::InvalidInput, "choose the folder into which the figures are to be written"});
    if (QDir::isRelativePath(folder))
        return m_messages->showError(
            Error{ErrorKind::InvalidInput, fromQt(folder) + ": give the whole path of the folder"});
    const auto wanted = options();
    const auto done = exportFigures(m_figures, fromQt(folder), wanted);
    if (!done)
        return m_messages->showError(done.error());
    remember();
    ExportFolder::keep(folder);
    Q_EMIT exported(done.value(), summaryOf(done.value(), wanted, folder));
    accept();
}

void BatchExportDialog::remember() const
{
    QStringList endings;
    for (const auto format : options().formats)
        endings << endingOf(format);
    batchFormatsSetting.set(endings);
    batchPresetSetting.set(m_preset->currentIndex());
    batchTitleSetting.set(m_title->isChecked());
    batchNoteSetting.set(m_note->isChecked());
}

QString summaryOf(const BatchExport& done, const BatchOptions& options, const QString& folder)
{
    QStringList formats;
    for (const auto format : options.formats)
        formats << endingOf(format);
    auto text = QObject::tr("%n file(s) written to %1: %2; %3.", nullptr, int(done.written.size()))
                    .arg(folder, formats.join(QStringLiteral(", ")), options.preset.label());
    if (!done.failures.empty())
        text += u' '
            + QObject::tr("%n could not be written: %1", nullptr, int(done.failures.size()))
                  .arg(toQt(done.failures.front()));
    return text;
}

} // namespace modalscope
