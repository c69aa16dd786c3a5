#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace modalscope {

/// Threads that share a list of numbered pieces of work and sleep in between.
///
/// Which thread takes which piece is not fixed. Callers cut work into pieces whose bounds depend on nothing
/// but the data, and no piece reads what another writes: then the result is the same for any number of
/// threads, to the last bit.
class WorkerTeam {
public:
    explicit WorkerTeam(
        int threads = 0); ///< with the caller's own; 0 = as many as the machine has processors
    ~WorkerTeam();
    WorkerTeam(const WorkerTeam&) = delete;
    WorkerTeam& operator=(const WorkerTeam&) = delete;

    int threads() const { return int(m_workers.size()) + 1; }

    using Work = std::function<void(std::int64_t piece)>;

    /// Calls `work` for 0 .. pieces-1 and returns when all are done: true. After a request to stop no further
    /// piece is begun, and the answer is false unless all had been. Throws what a piece has thrown.
    bool forEach(std::int64_t pieces, const Work& work, const std::stop_token& stop = {});

    /// The same for `count` things in pieces of `size`: `work(first, last)`.
    bool forRanges(std::int64_t count, std::int64_t size,
        const std::function<void(std::int64_t first, std::int64_t last)>& work,
        const std::stop_token& stop = {});

private:
    void wait();
    void takePieces();

    std::mutex m_mutex;
    std::condition_variable m_begun, m_done;
    std::uint64_t m_round = 0; ///< counts calls of forEach
    int m_busy = 0; ///< workers that have not finished this round
    bool m_ending = false;

    const Work* m_work = nullptr;
    std::int64_t m_pieces = 0;
    std::atomic<std::int64_t> m_next = 0;
    std::stop_token m_stop;
    std::exception_ptr m_failure;

    std::vector<std::thread> m_workers;
};

} // namespace modalscope
