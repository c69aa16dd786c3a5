#include "app/pages/segmentation_page.h"

#include "app/pages/segmentation_view.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QAction>

namespace modalscope {

template class ViewPage<SegmentationView>;

SegmentationPage::SegmentationPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("segmentation"), QObject::tr("Segmentation"), modalscope::icon(u"segmentation"),
            QStringLiteral("segmentation")})
{
    const auto add = [this](const char* name, QStringView iconName, const QString& text,
                         void (SegmentationView::*verb)()) {
        auto* action = new QAction(modalscope::icon(iconName), text, &m_context);
        action->setObjectName(QString::fromLatin1(name));
        QObject::connect(action, &QAction::triggered, &m_context, [this, verb] {
            m_session.requestPage("segmentation");
            if (m_view)
                (m_view->*verb)();
        });
        m_actions << action;
    };
    add("addSampleAction", u"pin", QObject::tr("Add the segmented sample to the figure"),
        &SegmentationView::addToFigure);
    add("exportMapsAction", u"export", QObject::tr("Export the segmented samples as a figure…"),
        &SegmentationView::exportFigure);
}

SegmentationPage::~SegmentationPage() = default;

} // namespace modalscope
