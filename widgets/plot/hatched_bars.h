#pragma once

#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

namespace modalscope {

/// Stripes in the ground's colour over a bar or its key in the legend, so that bars are told apart beyond the
/// eight hues: paperHatch() of the series' colour. Lines, so that PDF and SVG stay vectors.
void drawHatch(QCPPainter& painter, const QRectF& space, int color, const FigureStyle& style);

/// Bars of one series.
class HatchedBars : public QCPBars {
public:
    using QCPBars::QCPBars;

    void setLook(int color, const FigureStyle& style);

protected:
    void draw(QCPPainter* painter) override;

private:
    int m_color = 0;
    FigureStyle m_style;
};

} // namespace modalscope
