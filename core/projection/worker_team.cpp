#include "core/projection/worker_team.h"

#include <algorithm>
#include <utility>

namespace modalscope {

WorkerTeam::WorkerTeam(int threads)
{
    if (threads <= 0)
        threads = int(std::max(1u, std::thread::hardware_concurrency()));
    for (int i = 1; i < threads; ++i)
        m_workers.emplace_back([this] { wait(); });
}

WorkerTeam::~WorkerTeam()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_begun.notify_all();
    for (auto& worker : m_workers)
        worker.join();
}

void WorkerTeam::wait()
{
    std::uint64_t seen = 0;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            m_begun.wait(lock, [&] { return m_ending || m_round != seen; });
            if (m_ending)
                return;
            seen = m_round;
        }
        takePieces();
        const std::lock_guard lock(m_mutex);
        if (--m_busy == 0)
            m_done.notify_one();
    }
}

void WorkerTeam::takePieces()
{
    try {
        while (!m_stop.stop_requested()) {
            const auto piece = m_next.fetch_add(1);
            if (piece >= m_pieces)
                return;
            (*m_work)(piece);
        }
    } catch (...) {
        m_next = m_pieces; // the others begin no further piece
        const std::lock_guard lock(m_mutex);
        if (!m_failure)
            m_failure = std::current_exception();
    }
}

bool WorkerTeam::forEach(std::int64_t pieces, const Work& work, const std::stop_token& stop)
{
    const bool shared = pieces > 1 && !m_workers.empty();
    {
        const std::lock_guard lock(m_mutex);
        m_work = &work;
        m_pieces = pieces;
        m_next = 0;
        m_stop = stop;
        m_failure = nullptr;
        if (shared) {
            m_busy = int(m_workers.size());
            ++m_round;
        }
    }
    if (shared)
        m_begun.notify_all();
    takePieces();
    if (shared) {
        std::unique_lock lock(m_mutex);
        m_done.wait(lock, [&] { return m_busy == 0; });
    }
    if (m_failure)
        std::rethrow_exception(std::exchange(m_failure, nullptr));
    return m_next >= pieces;
}

bool WorkerTeam::forRanges(std::int64_t count, std::int64_t size,
    const std::function<void(std::int64_t, std::int64_t)>& work, const std::stop_token& stop)
{
    return forEach((count + size - 1) / size,
        [&](std::int64_t piece) { work(piece * size, std::min(count, (piece + 1) * size)); }, stop);
}

} // namespace modalscope
