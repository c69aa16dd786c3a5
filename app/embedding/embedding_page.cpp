#include "app/embedding/embedding_page.h"

#include "app/embedding/embedding_view.h"
#include "app/embedding/points_view.h"
#include "app/pages/shown_figure.h"
#include "widgets/base/icon.h"
#include "widgets/session/session.h"

#include <QAction>

#include <functional>

namespace modalscope {

template class ViewPage<EmbeddingView>;

EmbeddingPage::EmbeddingPage(Session& session)
    : ViewPage(session,
        {QStringLiteral("embedding"), QObject::tr("Embedding"), modalscope::icon(u"embedding"),
            QStringLiteral("embedding")})
{
    const auto add = [this](const char* name, QStringView iconName, const QString& text,
                         std::function<void(PointsView&)> does) {
        auto* action = new QAction(modalscope::icon(iconName), text, &m_context);
        action->setObjectName(QString::fromLatin1(name));
        QObject::connect(action, &QAction::triggered, &m_context, [this, does = std::move(does)] {
            m_session.requestPage("embedding");
            if (!m_view)
                return;
            m_view->showPoints();
            does(*m_view->points());
        });
        m_actions << action;
    };
    add("openFeaturesAction", u"open", QObject::tr("Open a file of features…"), &PointsView::openFile);
    add("computeLayoutAction", u"play", QObject::tr("Compute the layout of the points"),
        &PointsView::compute);
    add("moveToolAction", u"move", QObject::tr("Points: dragging moves"),
        [](PointsView& view) { view.setTool(CloudTool::Move); });
    add("lassoToolAction", u"lasso", QObject::tr("Points: dragging selects with a lasso"),
        [](PointsView& view) { view.setTool(CloudTool::Lasso); });
    add("rectangleToolAction", u"rectangle", QObject::tr("Points: dragging selects a rectangle"),
        [](PointsView& view) { view.setTool(CloudTool::Rectangle); });
    add("isolateAction", u"filter", QObject::tr("Isolate the selected points, or show all"),
        &PointsView::isolate);
    add("projectSelectionAction", u"refresh", QObject::tr("Re-project the selected samples alone"),
        [](PointsView& view) { view.project(true); });
    add("projectAllAction", u"reset", QObject::tr("Lay out all samples again"),
        [](PointsView& view) { view.project(false); });
    add("fitPointsAction", u"fit", QObject::tr("Show all points"), &PointsView::fit);
    add("exportPointsAction", u"export", QObject::tr("Export the picture of the points…"),
        &PointsView::exportPicture);
    add("exportCoordinatesAction", u"export", QObject::tr("Export the coordinates of the points…"),
        &PointsView::exportCoordinates);
    add("savePointsViewAction", u"pin", QObject::tr("Save this view of the points…"), &PointsView::saveView);
    add("openPointsViewAction", u"open", QObject::tr("Open a view of points…"), &PointsView::openView);
}

EmbeddingPage::~EmbeddingPage() = default;

QList<QAction*> EmbeddingPage::actions()
{
    return m_actions + shownFigureActions(m_view);
}

} // namespace modalscope
