#pragma once

#include "core/figure/figure.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

#include <QImage>

#include <vector>

namespace modalscope {

/// All points of a panel. Few are drawn one by one and stay vectors in PDF and SVG. A large cloud is a
/// picture: on screen at the screen's resolution, kept until something about it changes; in PDF and SVG
/// stencils, see point_stencils.h.
class PointCloud : public QCPAbstractPlottable {
public:
    PointCloud(QCPAxis* x, QCPAxis* y);

    void setPoints(std::vector<PointSeries> series, const FigureStyle& style);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain = QCP::sdBoth, const QCPRange& = {}) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter*, const QRectF&) const override { }

private:
    /// What a picture of the cloud depends on besides its points.
    struct View {
        QRect space;
        QCPRange x, y;
        bool isLogarithmicX = false, isLogarithmicY = false;
        double scale = 0; // dots per unit
        bool operator==(const View&) const = default;
    };

    View viewAt(double scale) const;
    void drawEach(QCPPainter& painter) const;
    QImage picture(const View& view) const;
    QImage stampOf(const PointSeries& series, double scale) const;

    std::vector<PointSeries> m_series;
    std::size_t m_count = 0;
    FigureStyle m_style;
    QImage m_kept;
    View m_keptView;
};

/// Where a point stands, in the drawing's units; NaN without a place.
QPointF pointPlace(double x, double y, const QCPAxis& xAxis, const QCPAxis& yAxis);

/// How a point of a series looks among `count` in its panel.
QCPScatterStyle pointStyle(int color, std::size_t count, const FigureStyle& style);

} // namespace modalscope
