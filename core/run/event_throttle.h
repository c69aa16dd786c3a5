#pragma once

#include <chrono>

namespace modalscope {

/// Says whether enough time has passed to report again, so that progress costs nothing however short the
/// steps are.
class EventThrottle {
public:
    explicit EventThrottle(std::chrono::milliseconds interval = std::chrono::milliseconds(50))
        : m_interval(interval)
    { }

    bool isDue()
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last < m_interval)
            return false;
        m_last = now;
        return true;
    }

private:
    std::chrono::milliseconds m_interval;
    std::chrono::steady_clock::time_point m_last{};
};

} // namespace modalscope
