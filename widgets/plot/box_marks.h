#pragma once

#include "core/figure/box_statistics.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

#include <vector>

namespace modalscope {

/// All boxes of a panel, series side by side within a category: box, median, whiskers and single values.
class BoxMarks : public QCPAbstractPlottable {
public:
    BoxMarks(QCPAxis* x, QCPAxis* y);

    void setBoxes(const std::vector<BoxSeries>& series, const FigureStyle& style);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain = QCP::sdBoth, const QCPRange& = {}) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter*, const QRectF&) const override { }

private:
    struct Box {
        double place = 0, width = 0; // on the x axis
        int color = 0;
        BoxStatistics statistics;
        std::vector<double> strip;
    };

    void drawBox(QCPPainter& painter, const Box& box) const;
    void drawStrip(QCPPainter& painter, const Box& box) const;

    std::vector<Box> m_boxes;
    FigureStyle m_style;
};

} // namespace modalscope
