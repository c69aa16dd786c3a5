#pragma once

#include <QObject>

#include <atomic>
#include <chrono>
#include <thread>

namespace modalscope {

/// Measures how long the thread it lives on was too busy to answer: a second thread asks every few
/// milliseconds and the event loop answers. Tests of the window fail when `longestStall` is over 50 ms.
class StallWatchdog : public QObject {
    Q_OBJECT
public:
    explicit StallWatchdog(QObject* parent = nullptr);
    ~StallWatchdog() override;

    /// Longest wait for an answer since the start or the last reset; counts one that still goes on.
    std::chrono::milliseconds longestStall() const;
    void reset();

Q_SIGNALS:
    void stalled(int milliseconds); ///< after a wait of more than 50 ms has ended

private:
    void answer();
    void watch(const std::stop_token& stop);

    std::atomic<std::int64_t> m_askedAt{0}; // nanoseconds; 0 = no question open
    std::atomic<std::int64_t> m_longest{0};
    std::jthread m_thread; // last member: stops and joins before the rest goes
};

} // namespace modalscope
