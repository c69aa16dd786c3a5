#include "widgets/plot/point_cloud.h"

#include "core/figure/paper_look.h"
#include "widgets/base/palette.h"
#include "widgets/plot/point_stencils.h"
#include "widgets/plot/series_marker.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
QPointF pointPlace(double x, double y, const QCPAxis& xAxis, const QCPAxis& yAxis)
{
    const auto along = [](double value, const QCPAxis& axis) {
        const bool isPlace = std::isfinite(value) && (value > 0 || axis.scaleType() == QCPAxis::stLinear);
        return isPlace ? axis.coordToPixel(value) : qQNaN();
    };
    return {along(x, xAxis), along(y, yAxis)};
}

QCPScatterStyle pointStyle(int color, std::size_t count, const FigureStyle& style)
{
    const auto look = pointLook(count);
    const auto series = seriesLook(color, style.dark);
    return markerStyle(series, look.diameter * (style.onScreen ? 1.15 : 1), look.opacity, style);
}

PointCloud::PointCloud(QCPAxis* x, QCPAxis* y)
    : QCPAbstractPlottable(x, y)
{ }

void PointCloud::setPoints(std::vector<PointSeries> series, const FigureStyle& style)
{
    if (series == m_series && style == m_style)
        return;
    m_series = std::move(series);
    m_style = style;
    m_kept = {};
    m_count = 0;
    for (const auto& each : m_series)
        m_count += each.x.size();
}

QCPRange PointCloud::getKeyRange(bool& found, QCP::SignDomain) const
{
    found = false; // ranges are the figure's, see figureRanges
    return {};
}

QCPRange PointCloud::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const
{
    found = false;
    return {};
}

PointCloud::View PointCloud::viewAt(double scale) const
{
    const auto& x = *keyAxis();
    const auto& y = *valueAxis();
    return {clipRect(), x.range(), y.range(), x.scaleType() == QCPAxis::stLogarithmic,
        y.scaleType() == QCPAxis::stLogarithmic, scale};
}

void PointCloud::draw(QCPPainter* painter)
{
    if (m_count <= kMostVectorPoints)
        return drawEach(*painter);
    if (painter->modes().testFlag(QCPPainter::pmVectorized)) {
        painter->setRenderHint(QPainter::LosslessImageRendering); // else a PDF would hold a JPEG
        const StencilView view{*keyAxis(), *valueAxis(), clipRect()};
        return paintStencils(*painter, pointStencils(m_series, m_style, view), view.space);
    }
    const double scale = std::hypot(painter->transform().m11(), painter->transform().m12())
        * painter->device()->devicePixelRatioF();
    const auto view = viewAt(scale);
    if (m_kept.isNull() || !(view == m_keptView)) {
        m_kept = picture(view);
        m_keptView = view;
    }
    painter->drawImage(QRectF(view.space), m_kept);
}

void PointCloud::drawEach(QCPPainter& painter) const
{
    applyScattersAntialiasingHint(&painter);
    const QRectF seen = clipRect();
    for (const auto& series : m_series) {
        const auto marker = pointStyle(series.color, m_count, m_style);
        marker.applyTo(&painter, marker.pen());
        for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
            const auto at = pointPlace(series.x[i], series.y[i], *keyAxis(), *valueAxis());
            if (seen.contains(at))
                marker.drawShape(&painter, at);
        }
    }
}

QImage PointCloud::stampOf(const PointSeries& series, double scale) const
{
    const auto marker = pointStyle(series.color, m_count, m_style);
    const int side = std::max(2, int(std::ceil(marker.size() * scale)) + 2);
    QImage stamp(side, side, QImage::Format_ARGB32_Premultiplied);
    stamp.fill(Qt::transparent);
    QCPPainter painter(&stamp);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(side / 2.0, side / 2.0);
    painter.scale(scale, scale);
    marker.applyTo(&painter, marker.pen());
    marker.drawShape(&painter, QPointF());
    return stamp;
}

/// Series take turns, so that the last one does not hide the others.
QImage PointCloud::picture(const View& view) const
{
    const QSize size = (QSizeF(view.space.size()) * view.scale).toSize().expandedTo({1, 1});
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    std::vector<QImage> stamps;
    std::size_t most = 0;
    for (const auto& series : m_series) {
        stamps.push_back(stampOf(series, view.scale));
        most = std::max(most, std::min(series.x.size(), series.y.size()));
    }
    for (std::size_t i = 0; i < most; ++i)
        for (std::size_t s = 0; s < m_series.size(); ++s) {
            if (i >= std::min(m_series[s].x.size(), m_series[s].y.size()))
                continue;
            const auto at = pointPlace(m_series[s].x[i], m_series[s].y[i], *keyAxis(), *valueAxis());
            const auto corner = (at - view.space.topLeft()) * view.scale;
            const int side = stamps[s].width();
            if (corner.x() > -side && corner.y() > -side && corner.x() < size.width() + side
                && corner.y() < size.height() + side) // never for what has no place
                painter.drawImage(
                    QPoint(int(std::lround(corner.x())) - side / 2, int(std::lround(corner.y())) - side / 2),
                    stamps[s]);
        }
    return image;
}

} // namespace modalscope
