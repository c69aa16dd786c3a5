#include "app/pages/result_view.h"

#include "widgets/base/message_bar.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace modalscope {

ResultView::ResultView(Session& session, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_timer(new QTimer(this))
    , m_messages(new MessageBar(this))
    , m_pages(new QStackedWidget(this))
{
    setObjectName(name + QStringLiteral("View"));
    m_messages->setObjectName(name + QStringLiteral("Messages"));
    m_timer->setSingleShot(true);
    m_timer->setInterval(30);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(m_messages);
    layout->addWidget(m_pages, 1);
    connect(m_timer, &QTimer::timeout, this, [this] { request(); });
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (concerns(change))
            ask();
    });
}

bool ResultView::concerns(const SessionChange& change) const
{
    return std::holds_alternative<RunsChanged>(change) || std::holds_alternative<WorkspaceChanged>(change)
        || std::holds_alternative<DatasetsChanged>(change) || std::holds_alternative<LooksChanged>(change)
        || std::holds_alternative<RunUpdated>(change);
}

void ResultView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

void ResultView::ask()
{
    if (isVisible() && !m_timer->isActive())
        m_timer->start();
}

void ResultView::fill(const std::function<void()>& change)
{
    const bool before = std::exchange(m_filling, true);
    change();
    m_filling = before;
}

QComboBox* ResultView::addChoice(const char* name, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(QString::fromLatin1(name));
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_filling)
            ask();
    });
    return box;
}

TablePanel* ResultView::addTable(const QString& name, QWidget* parent)
{
    auto* table = new TablePanel(parent);
    table->setObjectName(name);
    connect(table, &TablePanel::runsRequested, this,
        [this](const std::vector<std::string>& ids) { m_session.selectRuns(ids); });
    connect(table, &TablePanel::said, this,
        [this](const QString& text) { m_messages->showMessage(Severity::Success, text); });
    connect(table, &TablePanel::failed, this,
        [this](const QString& text) { m_messages->showMessage(Severity::Error, text); });
    return table;
}

std::map<std::string, int> ResultView::groupColors() const
{
    std::map<std::string, int> colors;
    for (const auto& entry : m_session.runs())
        colors[entry.group()] = entry.color;
    return colors;
}

} // namespace modalscope
