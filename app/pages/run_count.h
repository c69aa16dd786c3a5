#pragma once

#include <QObject>

namespace modalscope {

/// "1 run", "12 runs"
inline QString runCount(qsizetype count)
{
    return count == 1 ? QObject::tr("1 run") : QObject::tr("%1 runs").arg(count);
}

} // namespace modalscope
