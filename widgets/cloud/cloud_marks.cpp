#include "widgets/cloud/cloud_marks.h"

#include "widgets/base/text.h"
#include "widgets/cloud/cloud_stamp.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace modalscope {
namespace {

/// Texts with the ground around them, so that they read over points; none over another.
class LabelWriter {
public:
    LabelWriter(QPainter& painter, const FigureStyle& style, const QRectF& space)
        : m_painter(painter)
        , m_style(style)
        , m_space(space)
    { }

    void write(const QPointF& at, const QString& text, bool bold)
    {
        const auto font = m_style.font(m_style.smallPoints, bold);
        const QFontMetricsF metrics(font, m_painter.device());
        const QPointF base = at + QPointF(m_style.unit * 5, metrics.ascent() / 2 - m_style.unit);
        const QRectF taken(
            base.x(), base.y() - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height());
        if (!m_space.contains(at))
            return;
        for (const auto& other : m_taken)
            if (other.intersects(taken))
                return;
        m_taken.push_back(taken);
        QPainterPath path;
        path.addText(base, font, text);
        auto ground = m_style.ground;
        ground.setAlphaF(0.85F);
        m_painter.strokePath(
            path, QPen(ground, m_style.unit * 2.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setFont(font);
        m_painter.setPen(m_style.text);
        m_painter.drawText(base, text);
    }

private:
    QPainter& m_painter;
    const FigureStyle& m_style;
    QRectF m_space;
    std::vector<QRectF> m_taken;
};

void paintCentroid(QPainter& painter, const QPointF& at, MarkerShape shape, const FigureStyle& style)
{
    const auto path = markerPath(shape, 6 * style.unit).translated(at);
    painter.strokePath(path, QPen(style.ground, 2.5 * style.unit));
    painter.fillPath(path, style.text);
}

void paintArrow(QPainter& painter, const QPointF& from, const QPointF& to, const FigureStyle& style)
{
    const QLineF line(from, to);
    const double head = 6 * style.unit;
    if (line.length() < 1)
        return;
    const QPointF along = (to - from) / line.length(), across(-along.y(), along.x());
    const QPointF neck = to - along * std::min(head, line.length());
    QPainterPath path;
    path.moveTo(from);
    path.lineTo(neck);
    QPainterPath tip;
    tip.addPolygon(QPolygonF({to, neck + across * (head / 2), neck - across * (head / 2)}));
    tip.closeSubpath();
    painter.strokePath(path, QPen(style.ground, 4.5 * style.unit));
    painter.strokePath(tip, QPen(style.ground, 3 * style.unit));
    painter.strokePath(path, QPen(style.text, 1.6 * style.unit));
    painter.fillPath(tip, style.text);
}

} // namespace

std::vector<CloudCenter> centersOf(const CloudData& data, std::string_view name)
{
    const auto* column = data.column(name);
    if (!column || !column->isCategorical())
        return {};
    std::vector<CloudCenter> all(column->categories.size());
    for (std::size_t i = 0; i < data.size(); ++i) {
        const auto code = std::uint32_t(column->codes[i]);
        bool hasPlace = code < all.size();
        for (int d = 0; d < data.dimensions && hasPlace; ++d)
            hasPlace = std::isfinite(data.at(i, d));
        if (!hasPlace)
            continue;
        ++all[code].count;
        for (int d = 0; d < data.dimensions; ++d)
            all[code].at[std::size_t(d)] += double(data.at(i, d));
    }
    std::vector<CloudCenter> found;
    for (std::size_t code = 0; code < all.size(); ++code) {
        auto& center = all[code];
        if (center.count == 0)
            continue;
        for (double& each : center.at)
            each /= double(center.count);
        center.name = toQt(column->categories[code]);
        center.category = code;
        found.push_back(center);
    }
    return found;
}

std::vector<CloudMarks::Label> selectedLabels(
    const CloudData& data, const CloudIndex& index, const SelectionMask& selected, std::size_t most)
{
    std::vector<CloudMarks::Label> labels;
    std::vector<std::uint8_t> isNamed(data.sampleCount);
    for (std::size_t rank = 0; rank < index.size() && labels.size() < most; ++rank) {
        const auto sample = index.sample[rank];
        if (!selected.contains(sample) || isNamed[sample] != 0)
            continue;
        isNamed[sample] = 1;
        const auto name = data.sampleNames.empty() ? QString::number(sample) : toQt(data.sampleNames[sample]);
        labels.push_back({name, {double(index.x[rank]), double(index.y[rank]), double(index.depth(rank))}});
    }
    return labels;
}

void paintMarks(QPainter& painter, const CloudMarks& marks, const CloudLook& look,
    const CloudProjection& projection, const QSizeF& space, const FigureStyle& style)
{
    const auto place = [&](const std::array<double, 3>& at) { return projection.point(at[0], at[1], at[2]); };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (look.gapArrow)
        for (std::size_t i = 1; i < marks.modalities.size(); ++i)
            paintArrow(painter, place(marks.modalities[i - 1].at), place(marks.modalities[i].at), style);
    if (look.centroids)
        for (const auto& center : marks.classes)
            paintCentroid(painter, place(center.at), MarkerShape::Diamond, style);
    LabelWriter writer(painter, style, QRectF(QPointF(), space));
    if (look.gapArrow)
        for (const auto& center : marks.modalities)
            writer.write(place(center.at), center.name, true);
    if (look.centroids || look.labels == CloudLabels::Classes)
        for (const auto& center : marks.classes)
            writer.write(place(center.at), center.name, false);
    for (const auto& label : marks.labels)
        writer.write(place(label.at), label.text, false);
    painter.restore();
}

} // namespace modalscope
