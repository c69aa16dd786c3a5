#pragma once

#include "core/figure/figure_legend.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

#include <vector>

namespace modalscope {

/// The legend of all panels in rows above them, where it covers no data.
class LegendStrip : public QCPLayoutElement {
    Q_OBJECT
public:
    explicit LegendStrip(QCustomPlot* plot)
        : QCPLayoutElement(plot)
    { }

    void setEntries(std::vector<LegendEntry> entries, const FigureStyle& style);
    /// Fixes the height for `width`; 0 without entries. What needs more than `most` units of height is
    /// counted at the end: "+ 7 more".
    void fitTo(int width, int most);
    int leastHeight() const; ///< of the two rows that always have their place, at that width

protected:
    void draw(QCPPainter* painter) override;

private:
    int keyWidth() const { return m_style.units(16); }
    int scaleWidth() const { return m_style.units(64); }
    int rowHeight() const;
    int gap() const { return m_style.units(4); } ///< below the last row
    QPoint place(int needed, int width, QPoint& next) const;
    QString moreText(std::size_t shown) const;
    int widthOf(const LegendEntry& entry) const;
    void drawScale(QCPPainter& painter, const LegendEntry& entry, const QPoint& at) const;
    void drawKey(QCPPainter& painter, const LegendEntry& entry, const QRect& space) const;

    std::vector<LegendEntry> m_entries;
    std::size_t m_shown = 0;
    int m_rows = 0; // that all entries need
    FigureStyle m_style;
};

} // namespace modalscope
