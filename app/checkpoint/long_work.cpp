#include "app/checkpoint/long_work.h"

namespace modalscope {

LongWork::LongWork(QObject* parent)
    : QObject(parent)
{
    connect(&m_controller, &RunController::reported, this, [this](const RunEvent& event) {
        if (const auto* progress = std::get_if<Progress>(&event); progress != nullptr && m_done)
            Q_EMIT progressed(*progress);
    });
    connect(&m_controller, &RunController::finished, this, &LongWork::finish);
}

void LongWork::begin(Job job)
{
    m_isWanted = true;
    if (!m_controller.isRunning())
        return run(std::move(job));
    m_done = {};
    m_next = std::move(job);
    m_controller.requestStop();
}

void LongWork::run(Job job)
{
    m_done = std::move(job.done);
    m_controller.start(std::move(job.work));
}

void LongWork::finish(const std::optional<Error>& error)
{
    if (m_next)
        return run(*std::exchange(m_next, std::nullopt));
    const auto done = std::exchange(m_done, {}); // which may start the next one
    m_isWanted = false;
    if (!done)
        return;
    if (error)
        Q_EMIT failed(*error);
    else
        done();
}

void LongWork::cancel()
{
    if (m_next) { // it has not begun
        m_next.reset();
        m_done = [this] { Q_EMIT failed({ErrorKind::Cancelled, "cancelled"}); };
    }
    m_controller.requestStop();
}

void LongWork::drop()
{
    m_isWanted = false;
    m_done = {};
    m_next.reset();
    m_controller.requestStop();
}

} // namespace modalscope
