#include "app/checkpoint/code_panel.h"

#include "app/checkpoint/long_work.h"
#include "widgets/base/text.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr std::size_t kMostCodeBytes = 128 * 1024; // that the text view shows without a pause

} // namespace

CodePanel::CodePanel(QWidget* parent)
    : QWidget(parent)
    , m_files(new QComboBox(this))
    , m_text(new QPlainTextEdit(this))
    , m_work(new LongWork(this))
{
    m_files->setObjectName(QStringLiteral("codeFiles"));
    m_files->setAccessibleName(tr("File of code"));
    m_files->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_files->setMinimumContentsLength(30);
    m_text->setObjectName(QStringLiteral("codeText"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* sentence = new QLabel(
        tr("This archive brings code along. It is shown as text and never run: only weights are read."),
        this);
    sentence->setObjectName(QStringLiteral("codeSentence"));
    sentence->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(5);
    layout->addWidget(sentence);
    layout->addWidget(m_files, 0, Qt::AlignLeft);
    layout->addWidget(m_text, 1);
    connect(m_files, &QComboBox::currentIndexChanged, this, &CodePanel::read);
    connect(m_work, &LongWork::failed, this,
        [this](const Error& error) { m_text->setPlainText(toQt(error.message)); });
}

bool CodePanel::hasCode(const CheckpointPtr& loaded)
{
    return loaded && !loaded->checkpoint.file.code.empty();
}

void CodePanel::setCheckpoint(CheckpointPtr loaded)
{
    m_work->drop();
    m_loaded = std::move(loaded);
    const QSignalBlocker quiet(m_files);
    m_files->clear();
    m_text->clear();
    if (hasCode(m_loaded))
        for (const auto& entry : m_loaded->checkpoint.file.code)
            m_files->addItem(toQt(entry.name));
    read();
}

void CodePanel::read()
{
    m_isStale = !isVisible();
    const int file = m_files->currentIndex();
    if (m_isStale || file < 0)
        return;
    m_work->start<QString>(
        [loaded = m_loaded, file](const RunContext&) -> Result<QString> {
            auto code = readCode(loaded->checkpoint.file, loaded->checkpoint.file.code[std::size_t(file)]);
            if (!code)
                return code.error();
            auto text = toQt(std::string_view(code.value()).substr(0, kMostCodeBytes));
            if (code.value().size() > kMostCodeBytes)
                text += tr("\n… the rest of this file is not shown.");
            return text;
        },
        [this](const QString& text) { m_text->setPlainText(text); });
}

void CodePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale)
        read();
}

} // namespace modalscope
