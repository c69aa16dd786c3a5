#pragma once

#include "core/base/result.h"
#include "core/run/run_context.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace modalscope {

/// Runs one computation at a time on a thread of its own and repeats what it reports on this object's thread.
class RunController : public QObject {
    Q_OBJECT
public:
    /// The computation. What it throws becomes an Error.
    using Work = std::function<Result<void>(const RunContext&)>;

    explicit RunController(QObject* parent = nullptr);
    ~RunController() override; ///< asks a running computation to stop and waits for it

    bool isRunning() const { return m_running; }
    bool isPaused() const { return m_pause->isPaused(); }
    void start(Work work); ///< does nothing while a computation is running
    void setPaused(bool paused);
    void requestStop();

Q_SIGNALS:
    void reported(const modalscope::RunEvent& event);
    void finished(const std::optional<modalscope::Error>& error); ///< nothing when it succeeded

private:
    void finish(const std::optional<Error>& error);

    bool m_running = false;
    std::shared_ptr<PauseGate> m_pause;
    std::jthread m_thread; // last member: stops and joins before the rest goes
};

} // namespace modalscope
