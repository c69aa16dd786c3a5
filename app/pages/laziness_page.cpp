#include "app/pages/laziness_page.h"

#include "app/pages/help_shortcut.h"
#include "app/pages/laziness_view.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QAction>

namespace modalscope {

LazinessPage::LazinessPage(Session& session)
    : m_session(session)
{ }

LazinessPage::~LazinessPage() = default;

QString LazinessPage::title() const
{
    return QObject::tr("Laziness");
}

QIcon LazinessPage::icon() const
{
    return modalscope::icon(u"laziness");
}

QWidget* LazinessPage::widget(QWidget* parent)
{
    if (!m_view) {
        m_view = new LazinessView(m_session, parent);
        addHelpShortcut(m_view, m_session, QStringLiteral("laziness"));
    }
    return m_view;
}

QJsonObject LazinessPage::saveState() const
{
    return m_view ? m_view->saveState() : QJsonObject();
}

void LazinessPage::restoreState(const QJsonObject& state)
{
    if (m_view)
        m_view->restoreState(state);
}

} // namespace modalscope
