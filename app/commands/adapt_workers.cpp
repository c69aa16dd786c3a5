#include "app/commands/adapt_workers.h"

#include "core/base/text.h"

#include <thread>

namespace modalscope {

std::string adaptationTitle(const AdaptOptions& options)
{
    return joinText(options.present, "+") + ", " + toText(options.adapter.kind) + ", seed "
        + std::to_string(options.seed);
}

std::vector<Result<std::filesystem::path>> AdaptWorkers::run(int jobs)
{
    std::vector<std::jthread> threads;
    for (int i = 0; i < jobs; ++i)
        threads.emplace_back([this] { work(); });
    threads.clear();
    return std::move(m_outcomes);
}

void AdaptWorkers::work()
{
    for (std::size_t i = m_next++; i < m_todo.size() && !m_stop.stop_requested(); i = m_next++) {
        auto request = m_request;
        request.options = m_todo[i];
        RunContext context;
        context.stop = m_stop;
        context.report = [this, i](const RunEvent& event) { show(i, event); };
        m_outcomes[i] = m_engine.adapt(request, context);
        const std::scoped_lock lock(m_mutex);
        ++m_ended;
        if (m_todo.size() > 1 && (m_outcomes[i] || m_outcomes[i].error().kind != ErrorKind::Cancelled))
            m_progress.show(LogLine{"[" + std::to_string(m_ended) + "/" + std::to_string(m_todo.size()) + "] "
                + adaptationTitle(m_todo[i])
                + (m_outcomes[i] ? std::string(": done") : ": failed: " + m_outcomes[i].error().message)});
    }
}

void AdaptWorkers::show(std::size_t index, const RunEvent& event)
{
    const auto* progress = std::get_if<Progress>(&event);
    if (progress == nullptr)
        return;
    const std::scoped_lock lock(m_mutex);
    auto all = *progress;
    all.stage = adaptationTitle(m_todo[index]) + ": " + all.stage;
    m_progress.show(all);
}

} // namespace modalscope
