#include "widgets/runs/background_line.h"

namespace modalscope {

BackgroundLine::BackgroundLine(QObject* parent)
    : QObject(parent)
{
    connect(&m_controller, &RunController::finished, this, [this](const std::optional<Error>& error) {
        const auto job = std::move(m_jobs.front());
        m_jobs.pop_front();
        if (!m_jobs.empty())
            m_controller.start(m_jobs.front().work);
        if (job.done)
            job.done(error);
    });
}

void BackgroundLine::add(RunController::Work work, Done done)
{
    m_jobs.push_back({std::move(work), std::move(done)});
    if (m_jobs.size() == 1)
        m_controller.start(m_jobs.front().work);
}

} // namespace modalscope
