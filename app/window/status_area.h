#pragma once

#include "app/window/engine_library.h"

#include <QObject>
#include <QTimer>

class QLabel;
class QStatusBar;

namespace modalscope {

class Session;

/// Fills the status bar: workspace, what works, device and threads, memory; for a while what has just been
/// done and can be undone.
class StatusArea : public QObject {
    Q_OBJECT
public:
    StatusArea(Session& session, EngineLibrary& engine, QStatusBar& bar);

private:
    void update();

    Session& m_session;
    EngineLibrary& m_engine;
    QLabel *m_workspace, *m_work, *m_device, *m_memory;
    QTimer m_timer;
};

/// Memory that this process holds, in bytes; 0 when the system does not tell.
double residentBytes();

} // namespace modalscope
