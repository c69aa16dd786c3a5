#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace modalscope {

/// Lets one thread hold up another between two steps. Thread-safe.
class PauseGate {
public:
    void setPaused(bool paused);
    bool isPaused() const;
    void wait(const std::stop_token& stop); ///< returns at once unless paused; a stop request ends the wait

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_paused = false;
};

} // namespace modalscope
