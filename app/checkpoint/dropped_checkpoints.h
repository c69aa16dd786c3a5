#pragma once

#include <QStringList>

class QMimeData;

namespace modalscope {

/// What the page itself takes of what is dragged onto it: files of any name but .json, folders of runs and of
/// adapter sets. None when anything else is among it: that is the window's.
QStringList droppedCheckpoints(const QMimeData& data);

} // namespace modalscope
