#pragma once

#include "core/run/run_context.h"

#include <chrono>

namespace modalscope {

/// Seconds of work, pauses left out; asks the context whether to go on.
class WorkClock {
public:
    explicit WorkClock(const RunContext& context)
        : m_context(context)
    { }

    /// Waits while paused; true when the run must stop.
    bool shouldStop()
    {
        if (m_context.pause && m_context.pause->isPaused()) {
            const auto before = Clock::now();
            const bool stop = m_context.shouldStop();
            m_start += Clock::now() - before;
            return stop;
        }
        return m_context.shouldStop();
    }

    double seconds() const { return std::chrono::duration<double>(Clock::now() - m_start).count(); }
    void restart() { m_start = Clock::now(); }

private:
    using Clock = std::chrono::steady_clock;
    const RunContext& m_context;
    Clock::time_point m_start = Clock::now();
};

} // namespace modalscope
