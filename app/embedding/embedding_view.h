#pragma once

#include <QJsonObject>
#include <QWidget>

class QTabWidget;

namespace modalscope {

class GapPanel;
class PointsView;
class Session;

/// What networks have learned, as pictures: samples as points, and how far the modalities lie apart.
class EmbeddingView : public QWidget {
    Q_OBJECT
public:
    explicit EmbeddingView(Session& session, QWidget* parent = nullptr);

    PointsView* points() const { return m_points; }
    void showPoints();
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

private:
    QTabWidget* m_tabs;
    PointsView* m_points;
    GapPanel* m_gap;
};

} // namespace modalscope
