#include "app/commands/interrupt.h"

#include "app/commands/command.h"

#include <unistd.h>

namespace modalscope {
namespace {

sigset_t interruptSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

} // namespace

Interrupt::Interrupt()
{
    const auto signals = interruptSignals();
    pthread_sigmask(SIG_BLOCK, &signals, &m_before);
    m_watcher = std::jthread([this, signals](const std::stop_token& stop) {
        const timespec interval{0, 50'000'000};
        while (!stop.stop_requested()) {
            if (sigtimedwait(&signals, nullptr, &interval) < 0)
                continue;
            if (m_source.stop_requested())
                ::_exit(CancelledByUser);
            m_source.request_stop();
        }
    });
}

Interrupt::~Interrupt()
{
    m_watcher.request_stop();
    m_watcher.join();
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

} // namespace modalscope
