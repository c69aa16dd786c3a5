#include "app/embedding/embedding_view.h"

#include "app/embedding/gap_panel.h"
#include "app/embedding/points_view.h"

#include <QTabWidget>
#include <QVBoxLayout>

namespace modalscope {

EmbeddingView::EmbeddingView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_tabs(new QTabWidget(this))
    , m_points(new PointsView(session, m_tabs))
    , m_gap(new GapPanel(session, m_tabs))
{
    setObjectName(QStringLiteral("embeddingPage"));
    m_tabs->setObjectName(QStringLiteral("embeddingTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_points, tr("Points"));
    m_tabs->addTab(m_gap, tr("Gap"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
}

void EmbeddingView::showPoints()
{
    m_tabs->setCurrentWidget(m_points);
}

QJsonObject EmbeddingView::saveState() const
{
    return {{QStringLiteral("tab"), m_tabs->currentIndex()},
        {QStringLiteral("points"), m_points->saveState()}, {QStringLiteral("gap"), m_gap->saveState()}};
}

void EmbeddingView::restoreState(const QJsonObject& state)
{
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
    m_points->restoreState(state.value(QStringLiteral("points")).toObject());
    m_gap->restoreState(state.value(QStringLiteral("gap")).toObject());
}

} // namespace modalscope
