#pragma once

#include "core/figure/figure_range.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

namespace modalscope {

/// All vertical lines of a panel, dashed and grey, each with its label beside one end, see markerPlaces.
class VerticalMarks : public QCPAbstractPlottable {
public:
    VerticalMarks(QCPAxis* x, QCPAxis* y);

    void setPanel(const Panel& panel, const FigureStyle& style);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain = QCP::sdBoth, const QCPRange& = {}) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter*, const QRectF&) const override { }

private:
    PanelRange shownRange() const;

    Panel m_panel;
    FigureStyle m_style;
};

} // namespace modalscope
