#include "widgets/cloud/cloud_stamp.h"

#include <QPainter>
#include <QTransform>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kStampShapes = 8;

QPainterPath polygonPath(std::initializer_list<QPointF> corners)
{
    QPainterPath path;
    path.addPolygon(QPolygonF(corners));
    path.closeSubpath();
    return path;
}

/// Bars through the origin, turned by each of the degrees.
QPainterPath barsPath(double length, std::initializer_list<double> degrees)
{
    QPainterPath path;
    const double width = 0.3 * length;
    for (const double each : degrees) {
        QPainterPath bar;
        bar.addRect(-length / 2, -width / 2, length, width);
        path = path.united(QTransform().rotate(each).map(bar));
    }
    return path;
}

/// Small ones fit into four pixels, of which all shapes but the disc lose a little.
int stampSide(double diameter)
{
    if (diameter <= 1.4)
        return 2;
    return diameter <= 3.1 ? 3 : diameter <= 4.2 ? 4 : int(std::ceil(1.25 * diameter + 0.5));
}

} // namespace

QPainterPath markerPath(MarkerShape shape, double diameter)
{
    const double r = diameter / 2;
    QPainterPath path;
    switch (shape) {
    case MarkerShape::Disc:
        path.addEllipse(QPointF(), r, r);
        return path;
    case MarkerShape::Square:
        path.addRect(-0.89 * r, -0.89 * r, 1.78 * r, 1.78 * r); // the area of the disc
        return path;
    case MarkerShape::Diamond:
        return polygonPath({{0, -1.2 * r}, {1.2 * r, 0}, {0, 1.2 * r}, {-1.2 * r, 0}});
    case MarkerShape::TriangleUp:
        return polygonPath({{0, -1.2 * r}, {1.15 * r, 0.9 * r}, {-1.15 * r, 0.9 * r}});
    case MarkerShape::TriangleDown:
        return polygonPath({{0, 1.2 * r}, {1.15 * r, -0.9 * r}, {-1.15 * r, -0.9 * r}});
    case MarkerShape::Cross:
        return barsPath(2.4 * r, {45, 135});
    case MarkerShape::Plus:
        return barsPath(2.4 * r, {0, 90});
    case MarkerShape::Star:
        return barsPath(2.4 * r, {0, 60, 120});
    }
    return path;
}

CloudSheet CloudSheet::of(QImage& image)
{
    return {reinterpret_cast<std::uint32_t*>(image.bits()), image.width(), image.height(),
        int(image.bytesPerLine() / 4)};
}

CloudStamp::CloudStamp(
    MarkerShape shape, double diameter, double opacity, bool smooth, const CloudSheet& sheet)
    : m_side(stampSide(diameter))
{
    QImage image(m_side, m_side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(m_side / 2.0, m_side / 2.0);
    painter.fillPath(markerPath(shape, diameter), Qt::black);
    painter.end();
    const auto weightAt = [&](int x, int y) {
        if (x >= m_side)
            return 0;
        int covered = qAlpha(image.pixel(x, y));
        if (!smooth)
            covered = covered >= 128 ? 255 : 0;
        if (x == m_side / 2 && y == m_side / 2)
            covered = std::max(covered, 64); // every point leaves something
        return int(std::lround(std::clamp(opacity, 0.0, 1.0) * 256 * covered / 255));
    };
    for (int y = 0; y < m_side; ++y)
        for (int x = 0; x < m_side; x += 4) {
            Four four{};
            four.offset = 4 * (std::ptrdiff_t(y - m_side / 2) * sheet.stride + x - m_side / 2);
            bool isEmpty = true;
            for (int i = 0; i < 16; ++i) {
                const int weight = weightAt(x + i / 4, y);
                four.ink[i] = std::uint16_t(weight);
                four.ground[i] = std::uint16_t(256 - weight);
                isEmpty = isEmpty && weight == 0;
            }
            if (!isEmpty)
                m_fours.push_back(four);
        }
}

std::vector<CloudStamp> cloudStamps(double diameter, double opacity, bool smooth, const CloudSheet& sheet)
{
    std::vector<CloudStamp> stamps;
    for (int shape = 0; shape < kStampShapes; ++shape)
        stamps.emplace_back(MarkerShape(shape), diameter, opacity, smooth, sheet);
    return stamps;
}

} // namespace modalscope
