#pragma once

#include "core/figure/figure.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

#include <vector>

namespace modalscope {

class BoxMarks;
class HatchedBars;
class HeatMapCells;
class PointCloud;
class VerticalMarks;

/// One panel of a figure in a QCustomPlot: axes, bands, lines, references, bars, boxes, points, vertical
/// lines, a heat map. Rect and plottables belong to the plot.
class PanelPlot {
public:
    /// Makes as many plottables as `panel` has series.
    PanelPlot(QCPAxisRect* rect, const Panel& panel);

    /// Takes over numbers, texts and looks of a panel with the same numbers of series; keeps the ranges.
    void update(const Panel& panel, const FigureStyle& style);

    /// Category labels and the form of a heat map for a panel of about this size. Names below it take at most
    /// `mostBelow` units; with 0 they stand below another panel. Returns what they take.
    int fitTo(const QSize& size, int mostBelow);

    QCPAxisRect* rect() const { return m_rect; }
    QCPAxis* x() const { return m_rect->axis(QCPAxis::atBottom); }
    QCPAxis* y() const { return m_rect->axis(QCPAxis::atLeft); }
    const Panel& panel() const { return m_panel; }

private:
    struct Line {
        QCPGraph* low = nullptr;
        QCPGraph* high = nullptr;
        QCPGraph* line = nullptr;
    };
    struct Reference {
        QCPItemRect* band = nullptr;
        QCPItemStraightLine* line = nullptr;
    };
    struct Bars {
        HatchedBars* bars = nullptr;
        QCPErrorBars* errors = nullptr;
    };

    void fitMarkers(int width);
    void updateHeatMap(const Panel& panel, const FigureStyle& style);
    void updateLine(const Line& parts, const LineSeries& series, const FigureStyle& style) const;
    void updateReference(
        const Reference& parts, const ReferenceLine& reference, const FigureStyle& style) const;
    void updateBars(const Bars& parts, const BarSeries& series, const FigureStyle& style) const;

    QCPAxisRect* m_rect;
    Panel m_panel;
    FigureStyle m_style;
    std::vector<Line> m_lines;
    std::vector<Reference> m_references;
    std::vector<Bars> m_bars;
    QCPBarsGroup* m_group = nullptr;
    HeatMapCells* m_cells = nullptr;
    BoxMarks* m_boxes = nullptr;
    PointCloud* m_points = nullptr;
    VerticalMarks* m_markers = nullptr;
};

} // namespace modalscope
