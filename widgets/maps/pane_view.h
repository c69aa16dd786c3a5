#pragma once

#include "widgets/maps/map_pane.h"
#include "widgets/maps/map_viewport.h"

#include <QWidget>

namespace modalscope {

/// One pane of a grid. What the wheel, a drag and a double click ask for is for the grid to do, in every
/// pane.
class PaneView : public QWidget {
    Q_OBJECT
public:
    explicit PaneView(QWidget* parent = nullptr);

    void setPane(const MapPane& pane);
    const MapPane& pane() const { return m_pane; }
    void setView(const MapViewport& viewport, double opacity); ///< opacity 0 to 1, of the labels
    void setMark(const QPoint& pixel); ///< of the pixel under the pointer in another pane; (−1, −1) = none

    QSize sizeHint() const override { return {220, 180}; }

Q_SIGNALS:
    void zoomRequested(const QPointF& share, double factor);
    void panRequested(const QPointF& shares);
    void fitRequested();
    void hovered(const QPoint& pixel); ///< column and row in this pane's pixels; (−1, −1) when it leaves

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRectF space() const;
    QPointF shareAt(const QPointF& position) const;

    MapPane m_pane;
    MapViewport m_viewport;
    double m_opacity = 1;
    QPoint m_mark{-1, -1};
    QPointF m_last; // of a drag
};

} // namespace modalscope
