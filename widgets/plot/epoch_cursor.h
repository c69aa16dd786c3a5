#pragma once

#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

#include <vector>

namespace modalscope {

class PanelPlot;

/// The line at one epoch in every panel that counts epochs; lives on QCustomPlot's overlay, which redraws
/// alone.
class EpochCursor {
public:
    explicit EpochCursor(QCustomPlot& plot)
        : m_plot(plot)
    { }

    /// After the panels were made anew; the items of the old ones are gone.
    void attach(const std::vector<PanelPlot>& panels, const FigureStyle& style);
    void setStyle(const FigureStyle& style);

    bool isPossible() const { return !m_lines.empty(); } ///< some panel counts epochs
    double epoch() const { return m_epoch; } ///< NaN = hidden
    void set(double epoch);

    bool isNear(const QPointF& position) const; ///< close enough to take hold of
    double epochAt(const QPointF& position) const; ///< nearest whole epoch; NaN outside of the panels
    std::pair<double, double> span() const; ///< first and last epoch drawn

private:
    struct Line {
        const PanelPlot* panel = nullptr;
        QCPItemStraightLine* line = nullptr;
        QCPItemText* label = nullptr;
    };

    QCustomPlot& m_plot;
    std::vector<Line> m_lines;
    double m_epoch = qQNaN();
};

} // namespace modalscope
