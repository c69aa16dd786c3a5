#include "app/pages/help_page.h"

#include "app/pages/help_shortcut.h"
#include "app/pages/help_topics.h"
#include "app/pages/help_view.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QAction>

namespace modalscope {

HelpPage::HelpPage(Session& session)
    : m_session(session)
{
    for (const auto& topic : helpTopics()) {
        auto* action = new QAction(modalscope::icon(u"help"), topic.title, &m_context);
        QObject::connect(
            action, &QAction::triggered, &m_context, [&session, id = topic.id] { showHelp(session, id); });
        m_actions << action;
    }
    QObject::connect(&session, &Session::changed, &m_context, [this](const SessionChange& change) {
        const auto* request = std::get_if<PageRequested>(&change);
        if (request == nullptr || !request->page.starts_with("help/"))
            return;
        m_topic = toQt(request->page.substr(5));
        if (m_view)
            m_view->showTopic(m_topic);
    });
}

HelpPage::~HelpPage() = default;

QString HelpPage::title() const
{
    return QObject::tr("Help");
}

QIcon HelpPage::icon() const
{
    return modalscope::icon(u"help");
}

QWidget* HelpPage::widget(QWidget* parent)
{
    if (!m_view) {
        m_view = new HelpView(parent);
        if (!m_topic.isEmpty())
            m_view->showTopic(m_topic);
    }
    return m_view;
}

} // namespace modalscope
