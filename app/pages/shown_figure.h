#pragma once

#include <QList>

class QAction;
class QWidget;

namespace modalscope {

/// Fit, pin, data, copy and export of the figure in `page` that has the focus, or of the first one that can
/// be seen; none when there is no figure.
QList<QAction*> shownFigureActions(const QWidget* page);

} // namespace modalscope
