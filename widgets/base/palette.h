#pragma once

#include <QColor>

namespace modalscope {

/// Marker that doubles a series' colour, so that no figure depends on colour alone.
enum class MarkerShape { Disc, Square, Diamond, TriangleUp, TriangleDown, Cross, Plus, Star };

/// How a series looks everywhere: it belongs to the run, method or modality, never to the view.
struct SeriesLook {
    QColor color;
    Qt::PenStyle line = Qt::SolidLine;
    MarkerShape marker = MarkerShape::Disc;
};

/// Colour `index` of the palette: Okabe and Ito's eight (2008) first, black shown light on dark ground; then
/// the same hues lighter and darker. Any index from 0 on, also beyond the palette.
QColor paletteColor(int index, bool dark);

/// The colour with a line style and a marker that change with every round through the eight hues.
SeriesLook seriesLook(int index, bool dark);

/// WCAG 2 contrast ratio, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);

} // namespace modalscope
