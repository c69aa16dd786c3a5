#pragma once

#include "core/figure/figure.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

namespace modalscope {

/// The cells of a heat map: column c is drawn from c - 0.5 to c + 0.5 of the x axis, row r likewise of the
/// reversed y axis. Rectangles and not a picture, so that a PDF or SVG has sharp edges at any size.
class HeatMapCells : public QCPAbstractPlottable {
public:
    HeatMapCells(QCPAxis* x, QCPAxis* y);

    void setMap(const HeatMap& map, int columns, const FigureStyle& style);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain = QCP::sdBoth, const QCPRange& = {}) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter*, const QRectF&) const override { }

private:
    int rows() const { return int(m_map.values.size()) / m_columns; }
    QColor colorOf(double value) const;
    QRect cell(int row, int column) const;
    void fillRow(QCPPainter& painter, int row, int gap) const;
    void writeRow(QCPPainter& painter, int row) const;
    bool textsFit(const QSize& size) const;

    HeatMap m_map;
    FigureStyle m_style;
    int m_columns = 1;
};

} // namespace modalscope
