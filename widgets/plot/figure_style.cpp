#include "widgets/plot/figure_style.h"

#include "widgets/base/theme.h"

namespace modalscope {

QFont FigureStyle::font(double points, bool bold) const
{
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(std::max(1, units(points)));
    font.setBold(bold);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QPen FigureStyle::pen(const QColor& color, double points, Qt::PenStyle line) const
{
    // Flat ends let Qt draw a long line four times as fast.
    const bool isRound = line == Qt::SolidLine && !onScreen;
    QPen pen(color, points * unit, line, isRound ? Qt::RoundCap : Qt::FlatCap,
        isRound ? Qt::RoundJoin : Qt::BevelJoin);
    if (line == Qt::DashLine)
        pen.setDashPattern({4, 2.5});
    return pen;
}

FigureStyle screenStyle(const QPalette& palette, const QFont& font, double dotsPerInch)
{
    const auto colors = themeColors(palette);
    FigureStyle style;
    style.unit = dotsPerInch / 72;
    style.families = font.families();
    style.textPoints = font.pointSizeF() > 0 ? font.pointSizeF() * 0.95 : font.pixelSize() / style.unit;
    style.smallPoints = style.textPoints * 0.9;
    style.linePoints = 1.3;
    style.dark = isDark(palette);
    style.ground = colors.surface;
    style.text = colors.text;
    style.muted = colors.muted;
    style.axis = colors.muted;
    style.gridLine = style.dark ? QColor(0x2c333d) : QColor(0xe8ecf1);
    return style;
}

FigureStyle paperStyle(double fontPoints)
{
    FigureStyle style;
    style.unit = 10;
    style.families
        = {QStringLiteral("Arial"), QStringLiteral("Liberation Sans"), QStringLiteral("DejaVu Sans")};
    style.textPoints = fontPoints;
    style.smallPoints = std::max(5.0, fontPoints - 1);
    style.linePoints = 0.9;
    style.onScreen = false;
    style.ground = Qt::white;
    style.text = Qt::black;
    style.muted = Qt::black;
    style.axis = Qt::black;
    style.gridLine = Qt::transparent;
    return style;
}

} // namespace modalscope
