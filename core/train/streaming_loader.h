#pragma once

#include "core/train/loader_plan.h"
#include "core/train/shuffle_window.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace modalscope {

/// Batches of rows that are not in memory, read ahead by a thread of its own; the order is a ShuffleWindow's.
/// In memory are the window, one block and two batches.
class StreamingLoader final : public BatchLoader {
public:
    explicit StreamingLoader(LoaderPlan plan);
    ~StreamingLoader() override;

    int batchCount() const override { return m_plan.batches; }
    std::int64_t sampleCount() const override { return m_plan.samples; }
    const Dataset& dataset() const override { return *m_plan.spec.dataset; }
    void beginEpoch(int epoch) override;
    Result<std::optional<Batch>> next() override;

    std::int64_t blockRows() const { return m_blockRows; }
    std::int64_t windowRows() const { return m_windowRows; }

private:
    class Incoming;
    void endEpoch();
    void work(const std::stop_token& stop, int epoch);
    Result<void> produce(const std::stop_token& stop, int epoch);
    bool push(const std::stop_token& stop, Batch batch); ///< false when asked to stop

    LoaderPlan m_plan;
    std::int64_t m_blockRows = 1;
    std::int64_t m_windowRows = 1;

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Batch> m_ready;
    bool m_isDone = true;
    std::optional<Error> m_error;
    std::exception_ptr m_exception;
    std::jthread m_worker; ///< last: stops before anything it uses goes
};

} // namespace modalscope
