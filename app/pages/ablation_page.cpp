#include "app/pages/ablation_page.h"

#include "app/pages/ablation_view.h"
#include "app/pages/shown_figure.h"
#include "widgets/base/icon.h"

namespace modalscope {

template class ViewPage<AblationView>;

AblationPage::AblationPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("ablation"), QObject::tr("Ablation"), modalscope::icon(u"ablation"),
            QStringLiteral("ablation")})
{ }

AblationPage::~AblationPage() = default;

QList<QAction*> AblationPage::actions()
{
    return shownFigureActions(m_view);
}

} // namespace modalscope
