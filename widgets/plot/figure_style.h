#pragma once

#include <QColor>
#include <QFont>
#include <QPen>

namespace modalscope {

/// Sizes and colours of a drawn figure. All lengths are in points; `unit` says how many of the drawing's own
/// units a point is, so that one painter serves the screen (1.33) and paper (10, where every font size is
/// possible).
struct FigureStyle {
    double unit = 1;
    QStringList families;
    double textPoints = 8; ///< axis labels, titles
    double smallPoints = 7; ///< ticks, legend, note
    double linePoints = 1.2;
    bool dark = false;
    bool onScreen = true; ///< grid lines, no smoothing of bands; else as on paper
    QColor ground, text, muted, axis, gridLine;

    int units(double points) const { return qRound(points * unit); }
    QFont font(double points,
        bool bold = false) const; ///< exact to a hundredth of its size for units of a tenth of a point
    QFont textFont() const { return font(textPoints); }
    QFont smallFont() const { return font(smallPoints); }
    QFont titleFont() const { return font(textPoints, true); }
    QPen pen(const QColor& color, double points, Qt::PenStyle line = Qt::SolidLine) const;
    bool operator==(const FigureStyle&) const = default;
};

/// For the screen: the application's font and the theme's colours.
FigureStyle screenStyle(const QPalette& palette, const QFont& font, double dotsPerInch);

/// For paper: white ground, black text in a sans serif that a PDF embeds as TrueType, no grid; 10 units a
/// point.
FigureStyle paperStyle(double fontPoints);

} // namespace modalscope
