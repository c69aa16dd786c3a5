#include "app/pages/run_log_panel.h"

#include "core/base/atomic_file.h"
#include "widgets/base/search_field.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/runs/background_line.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr std::size_t kMostBytes = 256 << 10;

} // namespace

RunLogPanel::RunLogPanel(QWidget* parent)
    : QWidget(parent)
    , m_note(new QLabel(this))
    , m_search(new SearchField(tr("Search the log"), this))
    , m_text(new QPlainTextEdit(this))
    , m_line(new BackgroundLine(this))
{
    m_note->setObjectName(QStringLiteral("logNote"));
    m_note->setProperty("caption", true);
    m_note->setWordWrap(true);
    m_search->setMaximumWidth(260);
    m_text->setObjectName(QStringLiteral("logText"));
    m_text->setReadOnly(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto* row = new QHBoxLayout;
    row->addWidget(m_note, 1);
    row->addWidget(m_search);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_text, 1);
    connect(m_search, &SearchField::searched, this, &RunLogPanel::find);
    setRun({}, {});
}

void RunLogPanel::setRun(const std::filesystem::path& folder, const std::string& error)
{
    const bool isOther = folder != m_folder;
    m_folder = folder;
    m_error = toQt(error);
    if (isOther)
        m_text->clear();
    if (folder.empty())
        m_note->setText(tr("Select a run above to read its log."));
    else
        refresh();
}

void RunLogPanel::refresh()
{
    if (m_reading || m_folder.empty())
        return;
    m_reading = true;
    auto text = std::make_shared<std::string>();
    m_line->add(
        [text, path = m_folder / "log.txt"](const RunContext&) -> Result<void> {
            auto read = readFile(path);
            if (!read)
                return read.error();
            *text = std::move(read).value();
            if (text->size() > kMostBytes) {
                text->erase(0, text->size() - kMostBytes);
                text->erase(0, text->find('\n') + 1);
            }
            return {};
        },
        [this, text, folder = m_folder](const std::optional<Error>& error) {
            m_reading = false;
            if (folder != m_folder)
                return refresh();
            m_note->setText(!m_error.isEmpty() ? m_error
                    : error                    ? tr("This run has not written a log yet.")
                                               : toQt(folder.string()));
            showText(toQt(*text));
        });
}

void RunLogPanel::showText(const QString& text)
{
    if (text == m_text->toPlainText())
        return;
    auto* bar = m_text->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    m_text->setPlainText(text);
    if (atEnd)
        bar->setValue(bar->maximum());
    find(m_search->text());
}

void RunLogPanel::find(const QString& words)
{
    QList<QTextEdit::ExtraSelection> marks;
    auto color = themeColors(palette()).accent;
    color.setAlpha(70);
    if (!words.isEmpty())
        for (auto cursor = m_text->document()->find(words); !cursor.isNull();
             cursor = m_text->document()->find(words, cursor)) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = cursor;
            mark.format.setBackground(color);
            marks << mark;
        }
    m_text->setExtraSelections(marks);
    if (marks.isEmpty())
        return;
    auto first = marks.first().cursor;
    first.clearSelection();
    m_text->setTextCursor(first);
}

} // namespace modalscope
