#pragma once

#include "app/commands/console_progress.h"
#include "core/engine/engine.h"

#include <atomic>
#include <filesystem>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace modalscope {

/// "image+audio, ssf, seed 0"
std::string adaptationTitle(const AdaptOptions& options);

/// Learns all of them, `jobs` at once; the first error of each is kept in its place.
class AdaptWorkers {
public:
    AdaptWorkers(Engine& door, const AdaptRequest& request, const std::vector<AdaptOptions>& todo,
        std::stop_token stop)
        : m_engine(door)
        , m_request(request)
        , m_todo(todo)
        , m_stop(std::move(stop))
        , m_outcomes(todo.size(), Result<std::filesystem::path>(Error{ErrorKind::Cancelled, "stopped"}))
    { }

    /// In the order of what was to be done.
    std::vector<Result<std::filesystem::path>> run(int jobs);

private:
    void work();
    void show(std::size_t index, const RunEvent& event);

    Engine& m_engine;
    const AdaptRequest& m_request;
    const std::vector<AdaptOptions>& m_todo;
    std::stop_token m_stop;
    std::vector<Result<std::filesystem::path>> m_outcomes;
    std::atomic<std::size_t> m_next = 0;
    std::mutex m_mutex;
    std::size_t m_ended = 0;
    ConsoleProgress m_progress;
};

} // namespace modalscope
