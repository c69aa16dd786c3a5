#include "app/pages/laziness_page.h"

#include "app/pages/laziness_view.h"
#include "app/pages/shown_figure.h"
#include "widgets/base/icon.h"

namespace modalscope {

template class ViewPage<LazinessView>;

LazinessPage::LazinessPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("laziness"), QObject::tr("Laziness"), modalscope::icon(u"laziness"),
            QStringLiteral("laziness")})
{ }

LazinessPage::~LazinessPage() = default;

QList<QAction*> LazinessPage::actions()
{
    return shownFigureActions(m_view);
}

} // namespace modalscope
