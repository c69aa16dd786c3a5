#include "app/pages/runs_page.h"

#include "app/pages/runs_view.h"
#include "app/pages/shown_figure.h"
#include "widgets/base/icon.h"

namespace modalscope {

template class ViewPage<RunsView>;

RunsPage::RunsPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("runs"), QObject::tr("Compare"), modalscope::icon(u"compare"),
            QStringLiteral("runs")})
{ }

RunsPage::~RunsPage() = default;

QList<QAction*> RunsPage::actions()
{
    return shownFigureActions(m_view);
}

} // namespace modalscope
