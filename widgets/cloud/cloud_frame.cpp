#include "widgets/cloud/cloud_frame.h"

#include "widgets/base/text.h"
#include "widgets/cloud/cloud_stamp.h"
#include "widgets/plot/plain_number.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr double kWidestLegend = 0.3; // of the whole
constexpr int kScaleSteps = 64;

QString notMoreThan(const QFontMetricsF& metrics, const QString& text, double width)
{
    return metrics.elidedText(text, Qt::ElideRight, width);
}

} // namespace

std::vector<double> roundTicks(double low, double high, int count)
{
    std::vector<double> ticks;
    if (!(high > low) || count < 1)
        return ticks;
    const double rough = (high - low) / count, power = std::pow(10, std::floor(std::log10(rough)));
    const double step = power
        * (rough / power < 1.5        ? 1
                : rough / power < 3.5 ? 2
                : rough / power < 7.5 ? 5
                                      : 10);
    for (double tick = std::ceil(low / step) * step; tick <= high + step * 1e-9; tick += step)
        ticks.push_back(std::abs(tick) < step * 1e-6 ? 0 : tick);
    return ticks;
}

CloudFrame::CloudFrame(const QRectF& whole, const FigureStyle& style, CloudLegend legend, int dimensions,
    std::vector<std::string> axisNames)
    : m_style(style)
    , m_legend(std::move(legend))
    , m_dimensions(dimensions)
    , m_axisNames(std::move(axisNames))
    , m_whole(whole)
    , m_line(QFontMetricsF(style.smallFont()).height())
{
    const double gap = 6 * style.unit, right = legendWidth();
    const bool hasAxes = dimensions == 2;
    const double left = hasAxes ? gap + m_line * 3.6 : gap;
    const double bottom = hasAxes ? gap + m_line * (m_axisNames.empty() ? 1.3 : 2.5) : gap;
    const auto inner = whole.adjusted(left, gap, -(right > 0 ? right + 2 * gap : gap), -bottom);
    m_space = QRectF(inner.toRect()).intersected(whole);
    if (m_space.width() < 20 * style.unit || m_space.height() < 20 * style.unit)
        m_space = QRectF(whole.toRect()); // no room for anything around it
}

QString CloudFrame::axisName(std::size_t axis) const
{
    return axis < m_axisNames.size() ? toQt(m_axisNames[axis]) : QString();
}

double CloudFrame::legendWidth() const
{
    const QFontMetricsF metrics(m_style.smallFont());
    double widest = 0;
    const auto count = [&](const QString& title, const std::vector<CloudLegend::Entry>& entries) {
        widest = std::max(widest, metrics.horizontalAdvance(title));
        for (std::size_t i = 0; i < std::min(entries.size(), kMostEntries); ++i)
            widest = std::max(widest, metrics.horizontalAdvance(entries[i].text) + 1.4 * m_line);
    };
    if (!m_legend.title.isEmpty())
        count(m_legend.title, m_legend.entries);
    if (!m_legend.shapeTitle.isEmpty())
        count(m_legend.shapeTitle, m_legend.shapes);
    if (m_legend.isScale)
        widest = std::max(widest, metrics.horizontalAdvance(QStringLiteral("−0.0000")) + 1.4 * m_line);
    return std::min(widest, kWidestLegend * m_whole.width());
}

void CloudFrame::paint(QPainter& painter, const CloudCamera& camera) const
{
    painter.save();
    if (m_dimensions == 2)
        paintAxes(painter, CloudProjection(camera, m_space.size()));
    else
        paintTripod(painter, camera);
    paintLegend(painter);
    painter.restore();
}

void CloudFrame::paintAxes(QPainter& painter, const CloudProjection& projection) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(m_style.pen(m_style.axis, 0.8));
    painter.drawRect(m_space);
    painter.setFont(m_style.smallFont());
    const auto low = projection.dataAt(QPointF(0, m_space.height()));
    const auto high = projection.dataAt(QPointF(m_space.width(), 0));
    const double tick = 3 * m_style.unit;
    for (const double value :
        roundTicks(low.x(), high.x(), std::max(2, int(m_space.width() / (7 * m_line))))) {
        const double x = m_space.left() + projection.point(value, low.y(), 0).x();
        painter.setPen(m_style.pen(m_style.axis, 0.8));
        painter.drawLine(QPointF(x, m_space.bottom()), QPointF(x, m_space.bottom() + tick));
        painter.setPen(m_style.text);
        painter.drawText(QRectF(x - 4 * m_line, m_space.bottom() + tick, 8 * m_line, m_line),
            Qt::AlignHCenter | Qt::AlignTop, plainNumber(value));
    }
    for (const double value :
        roundTicks(low.y(), high.y(), std::max(2, int(m_space.height() / (4 * m_line))))) {
        const double y = m_space.top() + projection.point(low.x(), value, 0).y();
        painter.setPen(m_style.pen(m_style.axis, 0.8));
        painter.drawLine(QPointF(m_space.left() - tick, y), QPointF(m_space.left(), y));
        painter.setPen(m_style.text);
        painter.drawText(
            QRectF(m_space.left() - tick - 4 * m_line - m_style.unit, y - m_line / 2, 4 * m_line, m_line),
            Qt::AlignRight | Qt::AlignVCenter, plainNumber(value));
    }
    painter.setFont(m_style.textFont());
    painter.drawText(QRectF(m_space.left(), m_space.bottom() + tick + m_line, m_space.width(), 1.3 * m_line),
        Qt::AlignCenter, axisName(0));
    painter.save();
    painter.translate(m_whole.left() + m_line * 0.2, m_space.center().y());
    painter.rotate(-90);
    painter.drawText(
        QRectF(-m_space.height() / 2, 0, m_space.height(), 1.2 * m_line), Qt::AlignCenter, axisName(1));
    painter.restore();
}

void CloudFrame::paintTripod(QPainter& painter, const CloudCamera& camera) const
{
    auto turned = camera;
    turned.x = turned.y = turned.z = 0;
    turned.span = 1;
    const double length = 3.2 * m_line;
    const CloudProjection projection(turned, QSizeF(length, length));
    const QPointF corner = m_space.bottomLeft() + QPointF(1.4 * length, -1.4 * length);
    const QPointF middle(length / 2, length / 2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_style.smallFont());
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto end = projection.point(axis == 0, axis == 1, axis == 2) - middle;
        painter.setPen(m_style.pen(m_style.axis, 1.2));
        painter.drawLine(corner, corner + end);
        painter.setPen(m_style.text);
        const auto at = corner + end * 1.25;
        painter.drawText(QRectF(at.x() - 3 * m_line, at.y() - m_line / 2, 6 * m_line, m_line),
            Qt::AlignCenter, m_axisNames.empty() ? QString(QLatin1Char("xyz"[axis])) : axisName(axis));
    }
}

void CloudFrame::paintLegend(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    double top = m_space.top();
    if (m_legend.isScale)
        top = paintScale(painter, top);
    else if (!m_legend.title.isEmpty())
        top = paintEntries(painter, top, m_legend.title, m_legend.entries);
    if (!m_legend.shapeTitle.isEmpty())
        paintEntries(painter, top + m_line * 0.6, m_legend.shapeTitle, m_legend.shapes);
}

double CloudFrame::paintEntries(
    QPainter& painter, double top, const QString& title, const std::vector<CloudLegend::Entry>& entries) const
{
    const double left = m_space.right() + 6 * m_style.unit, width = m_whole.right() - left - m_style.unit;
    const auto bold = m_style.font(m_style.smallPoints, true);
    painter.setFont(bold);
    painter.setPen(m_style.text);
    painter.drawText(QRectF(left, top, width, m_line), Qt::AlignLeft | Qt::AlignVCenter,
        notMoreThan(QFontMetricsF(bold), title, width));
    painter.setFont(m_style.smallFont());
    const QFontMetricsF metrics(m_style.smallFont());
    std::size_t shown = 0;
    for (; shown < std::min(entries.size(), kMostEntries) && top + 3 * m_line < m_whole.bottom(); ++shown) {
        const auto& entry = entries[shown];
        top += 1.15 * m_line;
        painter.fillPath(
            markerPath(entry.shape, 0.6 * m_line).translated(left + 0.5 * m_line, top + 0.5 * m_line),
            entry.color.isValid() ? entry.color : m_style.muted);
        painter.drawText(QRectF(left + 1.3 * m_line, top, width - 1.3 * m_line, m_line),
            Qt::AlignLeft | Qt::AlignVCenter, notMoreThan(metrics, entry.text, width - 1.3 * m_line));
    }
    if (shown < entries.size()) {
        top += 1.15 * m_line;
        painter.setPen(m_style.muted);
        painter.drawText(QRectF(left, top, width, m_line), Qt::AlignLeft | Qt::AlignVCenter,
            notMoreThan(metrics, QStringLiteral("and %1 more").arg(entries.size() - shown), width));
    }
    return top + m_line;
}

double CloudFrame::paintScale(QPainter& painter, double top) const
{
    top = paintEntries(painter, top, m_legend.title, {}) + 0.3 * m_line;
    const double left = m_space.right() + 6 * m_style.unit;
    const double height = std::min(8 * m_line, 0.5 * m_space.height()), step = height / kScaleSteps;
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = 0; i < kScaleSteps; ++i)
        painter.fillRect(QRectF(left, top + i * step, m_line, step + 1),
            m_legend
                .scale[std::size_t(kScaleSteps - 1 - i) * (m_legend.scale.size() - 1) / (kScaleSteps - 1)]);
    painter.setPen(m_style.text);
    painter.setFont(m_style.smallFont());
    const double exact = (m_legend.high - m_legend.low) / 1000; // more digits would say nothing
    const auto rounded = [&](double value) { return exact > 0 ? std::round(value / exact) * exact : value; };
    for (const auto& [share, value] : {std::pair(0.0, m_legend.high), std::pair(1.0, m_legend.low)})
        painter.drawText(
            QRectF(left + 1.3 * m_line, top + share * height - share * m_line, 8 * m_line, m_line),
            Qt::AlignLeft | Qt::AlignVCenter, plainNumber(rounded(value), 3));
    return top + height + 0.4 * m_line;
}

} // namespace modalscope
