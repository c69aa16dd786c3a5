#include "widgets/base/stall_watchdog.h"

#include <QMetaObject>

namespace modalscope {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPause = std::chrono::milliseconds(5);
constexpr std::int64_t kTolerated = 50'000'000; // nanoseconds

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

} // namespace

StallWatchdog::StallWatchdog(QObject* parent)
    : QObject(parent)
    , m_thread([this](const std::stop_token& stop) { watch(stop); })
{ }

StallWatchdog::~StallWatchdog() = default;

std::chrono::milliseconds StallWatchdog::longestStall() const
{
    const auto asked = m_askedAt.load();
    const auto longest = std::max(m_longest.load(), asked == 0 ? 0 : now() - asked);
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(longest));
}

void StallWatchdog::reset()
{
    if (m_askedAt != 0)
        m_askedAt = now();
    m_longest = 0;
}

void StallWatchdog::answer()
{
    const auto waited = now() - m_askedAt.exchange(0);
    m_longest = std::max(m_longest.load(), waited);
    if (waited > kTolerated)
        Q_EMIT stalled(int(waited / 1'000'000));
}

void StallWatchdog::watch(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        if (m_askedAt == 0) {
            m_askedAt = now();
            QMetaObject::invokeMethod(
                this, [this] { answer(); }, Qt::QueuedConnection);
        }
        std::this_thread::sleep_for(kPause);
    }
}

} // namespace modalscope
