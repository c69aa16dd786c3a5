#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace modalscope {

/// Ctrl+C (and SIGTERM) as a stop request; the second one ends the program at once. Make it before any other
/// thread starts: signals are blocked in all threads and taken by one of its own.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    sigset_t m_before{};
    std::jthread m_watcher;
};

} // namespace modalscope
