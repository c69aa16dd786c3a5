#pragma once

#include <QByteArray>

class QPainter;
class QRectF;

namespace modalscope {

/// Draws an exported figure as vectors, its texts as text: QSvgRenderer alone would draw their outlines,
/// which nobody can search and which look heavier. On any thread.
void drawFigureSvg(QPainter& painter, const QByteArray& svg, const QRectF& place);

} // namespace modalscope
