#include "app/pages/missing_page.h"

#include "app/pages/missing_view.h"
#include "app/pages/shown_figure.h"
#include "widgets/base/icon.h"

namespace modalscope {

template class ViewPage<MissingView>;

MissingPage::MissingPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("missing"), QObject::tr("Missing"), modalscope::icon(u"missing"),
            QStringLiteral("missing")})
{ }

MissingPage::~MissingPage() = default;

QList<QAction*> MissingPage::actions()
{
    return shownFigureActions(m_view);
}

} // namespace modalscope
