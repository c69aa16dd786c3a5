#include "widgets/runs/log_view.h"

#include "widgets/base/search_field.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>

#include <algorithm>

namespace modalscope {

LogView::LogView(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(tr("Log")))
    , m_search(new SearchField(tr("Search the log")))
    , m_text(new QPlainTextEdit)
{
    m_title->setProperty("caption", true);
    m_search->setObjectName(QStringLiteral("logSearch"));
    m_search->setMinimumWidth(120);
    m_search->setMaximumWidth(220);
    m_title->setMinimumWidth(0);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->setObjectName(QStringLiteral("logText"));
    m_text->setReadOnly(true);
    m_text->setMaximumBlockCount(5000);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setPlaceholderText(tr("Select a run to read its log."));

    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addWidget(m_title, 1);
    bar->addWidget(m_search);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 6, 6);
    layout->setSpacing(4);
    layout->addLayout(bar);
    layout->addWidget(m_text);

    connect(m_search, &SearchField::searched, this, &LogView::markMatches);
    connect(m_search, &QLineEdit::returnPressed, this, &LogView::findNext);
}

void LogView::setLog(const QString& run, const QString& title, const std::vector<std::string>& lines)
{
    m_title->setText(title.isEmpty() ? tr("Log") : tr("Log of %1").arg(title));
    const bool isSame = run == m_run;
    m_run = run;
    if (isSame && lines == m_lines)
        return;
    const bool grew = isSame && lines.size() >= m_lines.size()
        && std::equal(m_lines.begin(), m_lines.end(), lines.begin());
    auto* bar = m_text->verticalScrollBar();
    const bool wasAtEnd = !isSame || bar->value() >= bar->maximum() - 2;
    QStringList added;
    for (std::size_t i = grew ? m_lines.size() : 0; i < lines.size(); ++i)
        added << toQt(lines[i]);
    if (!grew)
        m_text->setPlainText(added.join(QLatin1Char('\n')));
    else if (!added.isEmpty())
        m_text->appendPlainText(added.join(QLatin1Char('\n')));
    m_lines = lines;
    if (wasAtEnd)
        bar->setValue(bar->maximum());
    if (!m_search->text().isEmpty())
        markMatches();
}

QString LogView::text() const
{
    return m_text->toPlainText();
}

void LogView::markMatches()
{
    QList<QTextEdit::ExtraSelection> marks;
    const auto wanted = m_search->text();
    auto color = themeColors(palette()).warning;
    color.setAlphaF(0.35F);
    for (auto found = m_text->document()->find(wanted);
         !wanted.isEmpty() && !found.isNull() && marks.size() < 1000;
         found = m_text->document()->find(wanted, found)) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = found;
        mark.format.setBackground(color);
        marks << mark;
    }
    m_text->setExtraSelections(marks);
}

void LogView::findNext()
{
    if (m_text->find(m_search->text()))
        return;
    m_text->moveCursor(QTextCursor::Start); // from the top again
    m_text->find(m_search->text());
}

} // namespace modalscope
