#include "app/pages/adapter_page.h"

#include "app/pages/adapter_view.h"
#include "app/pages/shown_figure.h"
#include "widgets/base/icon.h"

namespace modalscope {

template class ViewPage<AdapterView>;

AdapterPage::AdapterPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("adapters"), QObject::tr("Adapters"), modalscope::icon(u"adapter"),
            QStringLiteral("adapters")})
{ }

AdapterPage::~AdapterPage() = default;

QList<QAction*> AdapterPage::actions()
{
    return shownFigureActions(m_view);
}

} // namespace modalscope
