#include "app/pages/data_page.h"

#include "app/pages/data_view.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QAction>
#include <QObject>

namespace modalscope {

template class ViewPage<DataView>;

DataPage::DataPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("data"), QObject::tr("Data"), modalscope::icon(u"data"), QStringLiteral("dataset")})
{
    auto* open = new QAction(modalscope::icon(u"open"), QObject::tr("Open dataset…"), &m_context);
    open->setObjectName(QStringLiteral("openDatasetAction"));
    QObject::connect(open, &QAction::triggered, &m_context, [this] {
        m_session.requestPage("data");
        if (m_view)
            m_view->chooseFile();
    });
    m_actions << open;
}

DataPage::~DataPage() = default;

} // namespace modalscope
