#include "app/pages/runs_page.h"

#include "app/pages/help_shortcut.h"
#include "app/pages/runs_view.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QAction>

namespace modalscope {

RunsPage::RunsPage(Session& session)
    : m_session(session)
{ }

RunsPage::~RunsPage() = default;

QString RunsPage::title() const
{
    return QObject::tr("Compare");
}

QIcon RunsPage::icon() const
{
    return modalscope::icon(u"compare");
}

QWidget* RunsPage::widget(QWidget* parent)
{
    if (!m_view) {
        m_view = new RunsView(m_session, parent);
        addHelpShortcut(m_view, m_session, QStringLiteral("runs"));
    }
    return m_view;
}

QJsonObject RunsPage::saveState() const
{
    return m_view ? m_view->saveState() : QJsonObject();
}

void RunsPage::restoreState(const QJsonObject& state)
{
    if (m_view)
        m_view->restoreState(state);
}

} // namespace modalscope
