#include "app/window/render_report_svg.h"

#include "widgets/plot/figure_style.h"

#include <QPainter>
#include <QStack>
#include <QSvgRenderer>
#include <QXmlStreamReader>

namespace modalscope {
namespace {

/// "matrix(a,b,c,d,e,f)", the only form that is written; else nothing happens.
QTransform transformOf(QStringView text)
{
    const auto first = text.indexOf(QLatin1Char('(')) + 1;
    const auto numbers = text.mid(first, text.indexOf(QLatin1Char(')')) - first).split(QLatin1Char(','));
    if (!text.startsWith(QLatin1String("matrix")) || numbers.size() != 6)
        return {};
    return {numbers[0].toDouble(), numbers[1].toDouble(), numbers[2].toDouble(), numbers[3].toDouble(),
        numbers[4].toDouble(), numbers[5].toDouble()};
}

QByteArray withoutTexts(const QByteArray& svg)
{
    QByteArray out;
    qsizetype from = 0;
    for (auto at = svg.indexOf("<text"); at >= 0; at = svg.indexOf("<text", from)) {
        const auto end = svg.indexOf("</text>", at);
        if (end < 0)
            break;
        out += svg.mid(from, at - from);
        from = end + qsizetype(sizeof("</text>")) - 1;
    }
    return out + svg.mid(from);
}

void drawSvgText(QPainter& painter, const QXmlStreamAttributes& attributes, const QString& text)
{
    const auto number = [&](const char* name) { return attributes.value(QLatin1String(name)).toDouble(); };
    auto font = paperStyle(1).font(1);
    font.setPixelSize(std::max(1, qRound(number("font-size"))));
    constexpr double kBold = 600;
    font.setBold(number("font-weight") >= kBold);
    font.setItalic(attributes.value(QLatin1String("font-style")) == QLatin1String("italic"));
    QColor color(attributes.value(QLatin1String("fill")).toString());
    if (attributes.hasAttribute(QLatin1String("fill-opacity")))
        color.setAlphaF(float(number("fill-opacity")));
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(QPointF(number("x"), number("y")), text);
}

void drawTexts(QPainter& painter, const QByteArray& svg)
{
    const auto outer = painter.transform();
    QStack<QTransform> transforms;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        const auto token = reader.readNext();
        if (token == QXmlStreamReader::EndElement && !transforms.isEmpty())
            transforms.pop();
        if (token != QXmlStreamReader::StartElement)
            continue;
        const auto attributes = reader.attributes();
        const auto own = transformOf(attributes.value(QLatin1String("transform")))
            * (transforms.isEmpty() ? QTransform() : transforms.top());
        if (reader.name() == QLatin1String("text")) { // reads its end as well
            painter.setTransform(own * outer);
            drawSvgText(painter, attributes, reader.readElementText());
        } else {
            transforms.push(own);
        }
    }
    painter.setTransform(outer);
}

} // namespace

void drawFigureSvg(QPainter& painter, const QByteArray& svg, const QRectF& place)
{
    QSvgRenderer renderer(withoutTexts(svg));
    const auto box = renderer.viewBoxF();
    if (!renderer.isValid() || box.isEmpty())
        return;
    renderer.render(&painter, place);
    painter.save();
    painter.translate(place.topLeft());
    painter.scale(place.width() / box.width(), place.height() / box.height());
    painter.translate(-box.topLeft());
    drawTexts(painter, svg);
    painter.restore();
}

} // namespace modalscope
