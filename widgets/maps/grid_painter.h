#pragma once

#include "widgets/maps/grid_figure.h"
#include "widgets/plot/figure_style.h"

class QPainter;

namespace modalscope {

/// Lays a figure of panes out on a page of `width` units of `style` and draws it. Words are words in every
/// format, each pane is one picture.
class GridPainter {
public:
    GridPainter(
        const GridFigure& figure, const FigureStyle& style, int width, bool withLegend, bool withNote);

    int height() const { return m_height; } ///< that the figure needs, in units
    /// `dots`: pixels of a pane's picture per unit.
    void paint(QPainter& painter, double dots) const;

private:
    QRectF cell(std::size_t row, std::size_t column) const;
    int textHeight(const QString& text, const QFont& font, double width) const;
    int layOutLegend();
    void paintCell(QPainter& painter, const GridFigure::Row& row, const MapPane& pane, const QRectF& space,
        double dots) const;
    void paintLegend(QPainter& painter) const;

    const GridFigure& m_figure;
    FigureStyle m_style;
    int m_width;
    bool m_withLegend, m_withNote;
    int m_gap, m_left, m_headHeight, m_captionHeight;
    QSizeF m_cell;
    int m_legendTop = 0, m_noteTop = 0, m_height = 0;
    std::vector<QPointF> m_legendPlaces; // of each entry
};

} // namespace modalscope
