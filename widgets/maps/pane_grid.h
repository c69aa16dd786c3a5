#pragma once

#include "widgets/maps/map_pane.h"
#include "widgets/maps/map_viewport.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace modalscope {

class PaneView;

/// Panes of one sample beside each other, in as many columns as make them largest. The wheel zooms, dragging
/// pans, a double click fits, in all of them at once; keys: + and - zoom, F fits.
class PaneGrid : public QWidget {
    Q_OBJECT
public:
    explicit PaneGrid(QWidget* parent = nullptr);

    /// The view stays where it was zoomed to.
    void setPanes(std::vector<MapPane> panes);
    const std::vector<MapPane>& panes() const { return m_panes; }

    void setOpacity(int percent); ///< of the labels over the pictures
    int opacity() const { return m_opacity; }
    void setViewport(const MapViewport& viewport);
    const MapViewport& viewport() const { return m_viewport; }

public Q_SLOTS:
    void fit();

Q_SIGNALS:
    /// Column and row of the label map under the pointer; (−1, −1) when there is none.
    void hovered(const QPoint& pixel);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Cell {
        QWidget* frame;
        QLabel* title;
        QLabel* caption;
        PaneView* view;
    };
    Cell makeCell();
    void arrange();
    int bestColumns() const;
    bool isHeadSplit(int space) const; // titles and captions do not fit beside each other
    void fitHeads();
    void zoom(const QPointF& share, double factor);
    void showView();
    void mark(const Cell& cell, const QPoint& pixel);

    std::vector<MapPane> m_panes;
    std::vector<Cell> m_cells; // as many as panes have been shown at most
    QGridLayout* m_layout;
    MapViewport m_viewport;
    int m_opacity = 70;
    int m_columns = 0;
    std::size_t m_arranged = 0; // panes that are in the layout
};

} // namespace modalscope
