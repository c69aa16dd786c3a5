#include "app/pages/help_view.h"

#include "app/pages/help_topics.h"
#include "widgets/base/search_field.h"
#include "widgets/base/theme.h"

#include <QDesktopServices>
#include <QEvent>
#include <QListWidget>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextFrame>
#include <QTextTable>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kWidestText = 860; // longer lines are hard to read

} // namespace

HelpView::HelpView(QWidget* parent)
    : QWidget(parent)
    , m_search(new SearchField(tr("Search the help"), this))
    , m_list(new QListWidget(this))
    , m_text(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("helpView"));
    m_search->setObjectName(QStringLiteral("helpSearch"));
    m_list->setObjectName(QStringLiteral("helpTopics"));
    m_text->setObjectName(QStringLiteral("helpText"));
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->document()->setDocumentMargin(18);
    m_text->setLineWrapMode(QTextEdit::FixedPixelWidth);
    m_text->viewport()->installEventFilter(this);
    fitText();
    auto* left = new QWidget(this);
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->addWidget(m_search);
    leftLayout->addWidget(m_list, 1);
    auto* splitter = new QSplitter(this);
    splitter->addWidget(left);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({220, 700});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(splitter);

    connect(m_search, &SearchField::searched, this, &HelpView::fillList);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item != nullptr)
            showText(item->data(Qt::UserRole).toString());
    });
    connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
        if (link.scheme() == QStringLiteral("help"))
            showTopic(link.path());
        else
            QDesktopServices::openUrl(link);
    });
    fillList({});
    m_list->setCurrentRow(0);
}

void HelpView::fillList(const QString& query)
{
    const auto shown = topic();
    m_query = query;
    m_list->clear();
    for (const auto* found : searchHelp(query)) {
        auto* item = new QListWidgetItem(found->title, m_list);
        item->setData(Qt::UserRole, found->id);
        if (found->id == shown)
            m_list->setCurrentItem(item);
    }
    if (m_list->count() == 0)
        m_text->setMarkdown(
            tr("# Nothing found\n\nNo page of the help contains “%1”. Try fewer or shorter words.")
                .arg(query));
    else if (m_list->currentRow() < 0)
        m_list->setCurrentRow(0);
    markMatches();
}

void HelpView::showTopic(const QString& id)
{
    if (!m_search->text().isEmpty()) {
        m_search->clear();
        fillList({});
    }
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->data(Qt::UserRole).toString() == id)
            m_list->setCurrentRow(row);
    m_text->setFocus();
}

QString HelpView::topic() const
{
    const auto* item = m_list->currentItem();
    return item == nullptr ? QString() : item->data(Qt::UserRole).toString();
}

void HelpView::showText(const QString& id)
{
    for (const auto& page : helpTopics())
        if (page.id == id)
            m_text->setMarkdown(page.text);
    wrapCode();
    setTableLook();
    markMatches();
}

/// Code may wrap as well: better than what cannot be seen.
void HelpView::wrapCode()
{
    for (auto block = m_text->document()->begin(); block.isValid(); block = block.next()) {
        auto format = block.blockFormat();
        if (!format.nonBreakableLines())
            continue;
        format.setNonBreakableLines(false);
        QTextCursor(block).setBlockFormat(format);
    }
}

void HelpView::setTableLook()
{
    const auto colors = themeColors(palette());
    const auto frames = m_text->document()->rootFrame()->childFrames();
    for (auto* frame : frames) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (table == nullptr)
            continue;
        auto format = table->format();
        format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBorder(1);
        format.setBorderBrush(colors.border);
        format.setBorderCollapse(true);
        format.setCellSpacing(0);
        format.setCellPadding(6);
        format.setTopMargin(6);
        format.setBottomMargin(10);
        table->setFormat(format);
    }
}

void HelpView::markMatches()
{
    QList<QTextEdit::ExtraSelection> marks;
    auto color = themeColors(palette()).accent;
    color.setAlpha(70);
    for (const auto& word : m_query.split(u' ', Qt::SkipEmptyParts)) {
        auto cursor = m_text->document()->find(word);
        for (; !cursor.isNull(); cursor = m_text->document()->find(word, cursor)) {
            QTextEdit::ExtraSelection mark;
            mark.cursor = cursor;
            mark.format.setBackground(color);
            marks << mark;
        }
    }
    m_text->setExtraSelections(marks);
    if (!marks.isEmpty()) {
        auto first = marks.first().cursor;
        first.clearSelection();
        m_text->setTextCursor(first);
        m_text->ensureCursorVisible();
    }
}

void HelpView::fitText()
{
    m_text->setLineWrapColumnOrWidth(std::min(kWidestText, m_text->viewport()->width()));
}

bool HelpView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && watched == m_text->viewport())
        fitText();
    return QWidget::eventFilter(watched, event);
}

void HelpView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        setTableLook();
        markMatches();
    }
    QWidget::changeEvent(event);
}

} // namespace modalscope
