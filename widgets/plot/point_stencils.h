#pragma once

#include "core/figure/figure.h"
#include "widgets/plot/figure_style.h"
#include "widgets/plot/qcustomplot_include.h"

#include <QImage>

#include <vector>

namespace modalscope {

/// One colour of a large cloud on paper: where it has ink, painted with one opacity. A bit for each dot takes
/// a quarter of what a picture in colours and shades does.
struct PointStencil {
    QImage dots; ///< Format_Mono, black and white; white = ink
    QColor ink; ///< with its opacity
};

/// What stencils are made for: the axes and the space that they fill, in units of the drawing.
struct StencilView {
    const QCPAxis& x;
    const QCPAxis& y;
    QRect space;
};

/// The cloud as stencils in the order in which they are painted. Of every series there is one of the dots
/// that a point covers, one where it is two and one where it is four: together they show where points lie
/// close as points of that opacity do. Series take turns, so that the last one does not hide the others. 600
/// dots per inch; fewer, 300 at least, where the figure is large or has more points than any eye can tell
/// apart.
std::vector<PointStencil> pointStencils(
    const std::vector<PointSeries>& series, const FigureStyle& style, const StencilView& view);

/// Paints them: elsewhere than in a PDF (SVG) as pictures of one colour. Qt writes a picture of one bit into
/// a PDF in black and white; withMasks() corrects that.
void paintStencils(QPainter& painter, const std::vector<PointStencil>& stencils, const QRect& space);

/// A PDF file by Qt whose pictures of one bit are masks: painted in the brush's colour where they have ink,
/// and leaving the others free (PDF 32000-1, 8.9.6.2). As long as before, so that every offset in it holds.
QByteArray withMasks(QByteArray pdf);

} // namespace modalscope
