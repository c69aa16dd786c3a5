#include "app/pages/tabbed_view.h"

#include <QTabWidget>

namespace modalscope {

TabbedView::TabbedView(Session& session, const QString& name, QWidget* parent)
    : ResultView(session, name, parent)
    , m_tabs(new QTabWidget(this))
{
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(name + QStringLiteral("Tabs"));
}

QJsonObject TabbedView::saveState() const
{
    return {{QStringLiteral("tab"), m_tabs->currentIndex()}};
}

void TabbedView::restoreState(const QJsonObject& state)
{
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
}

} // namespace modalscope
