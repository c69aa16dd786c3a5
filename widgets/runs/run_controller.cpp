#include "widgets/runs/run_controller.h"

#include <exception>

namespace modalscope {
namespace {

/// Why the work did not succeed, whatever way it failed.
std::optional<Error> errorOf(const RunController::Work& work, const RunContext& context)
{
    try {
        const auto result = work(context);
        return result ? std::nullopt : std::optional(result.error());
    } catch (const std::bad_alloc&) {
        return Error{
            ErrorKind::Internal, "out of memory; close other datasets or run fewer experiments at once"};
    } catch (const std::exception& exception) {
        return Error{ErrorKind::Internal, std::string("internal error: ") + exception.what()};
    }
}

} // namespace

RunController::RunController(QObject* parent)
    : QObject(parent)
    , m_pause(std::make_shared<PauseGate>())
{ }

RunController::~RunController() = default;

void RunController::start(Work work)
{
    if (m_running)
        return;
    m_running = true;
    m_pause = std::make_shared<PauseGate>();
    m_thread = std::jthread([this, pause = m_pause, work = std::move(work)](std::stop_token stop) {
        RunContext context;
        context.stop = std::move(stop);
        context.pause = pause;
        context.report = [this](const RunEvent& event) {
            QMetaObject::invokeMethod(
                this, [this, event] { Q_EMIT reported(event); }, Qt::QueuedConnection);
        };
        auto error = errorOf(work, context);
        QMetaObject::invokeMethod(
            this, [this, error = std::move(error)] { finish(error); }, Qt::QueuedConnection);
    });
}

void RunController::setPaused(bool paused)
{
    m_pause->setPaused(paused);
}

void RunController::requestStop()
{
    m_thread.request_stop();
}

void RunController::finish(const std::optional<Error>& error)
{
    m_running = false;
    Q_EMIT finished(error);
}

} // namespace modalscope
