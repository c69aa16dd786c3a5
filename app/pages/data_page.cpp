#include "app/pages/data_page.h"

#include "app/pages/data_view.h"
#include "app/pages/help_shortcut.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QAction>
#include <QObject>

namespace modalscope {

DataPage::DataPage(Session& session)
    : m_session(session)
{
    auto* open = new QAction(modalscope::icon(u"open"), QObject::tr("Open dataset…"), &m_context);
    open->setObjectName(QStringLiteral("openDatasetAction"));
    open->setShortcut(QKeySequence::Open);
    QObject::connect(open, &QAction::triggered, &m_context, [this] {
        m_session.requestPage("data");
        if (m_view)
            m_view->chooseFile();
    });
    m_actions << open;
}

DataPage::~DataPage() = default;

QString DataPage::title() const
{
    return QObject::tr("Data");
}

QIcon DataPage::icon() const
{
    return modalscope::icon(u"data");
}

QWidget* DataPage::widget(QWidget* parent)
{
    if (!m_view) {
        m_view = new DataView(m_session, parent);
        addHelpShortcut(m_view, m_session, QStringLiteral("dataset"));
    }
    return m_view;
}

QJsonObject DataPage::saveState() const
{
    return m_view ? QJsonObject{{QStringLiteral("tab"), m_view->tab()}} : QJsonObject();
}

void DataPage::restoreState(const QJsonObject& state)
{
    if (m_view)
        m_view->showTab(state.value(QStringLiteral("tab")).toInt());
}

} // namespace modalscope
