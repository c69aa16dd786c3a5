#include "core/base/text.h"
#include "core/engine/run_pool.h"
#include "widgets/runs/run_queue_slot.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace modalscope {
namespace {

constexpr std::size_t kLogLines = 2000; // the rest is in log.txt

/// "epoch 3/50: loss 0.1234, valid mIoU 0.8123": runs write such lines themselves, adapters do not.
std::string adaptedEpochLine(const HistoryRow& row, int epochs)
{
    auto line = "epoch " + std::to_string(row.epoch()) + "/" + std::to_string(epochs) + ": loss "
        + fixedText(row.at("train/loss"), 4);
    for (const auto& [path, label] : {std::pair("valid/fused/miou", "mIoU"), {"valid/fused/mae", "MAE"},
             {"valid/fused/accuracy", "accuracy"}})
        if (const double value = row.at(path); std::isfinite(value))
            return line + ", valid " + label + " " + fixedText(value, 4);
    return line;
}

/// Stages of a job that has no log file, one line each; those of epochs have their own.
void logStage(QueuedRun& run, const std::string& stage)
{
    if (!run.goesOn() && !stage.empty() && stage != run.progress.stage && !stage.starts_with("training"))
        run.log.push_back(stage);
}

} // namespace

RunQueue::Slot* RunQueue::slotOf(const std::string& id)
{
    const auto found = std::ranges::find_if(m_slots, [&](const auto& slot) { return slot->id == id; });
    return found == m_slots.end() ? nullptr : found->get();
}

void RunQueue::setState(QueuedRun& run, QueueState state)
{
    --m_counts[std::size_t(run.state)];
    ++m_counts[std::size_t(state)];
    run.state = state;
    m_untold.erase(run.id);
    Q_EMIT runChanged(QString::fromStdString(run.id));
}

void RunQueue::startWaitingSoon()
{
    if (std::exchange(m_willStart, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_willStart = false;
            startWaiting();
        },
        Qt::QueuedConnection);
}

/// How many may work at once for `run` to begin. The first run goes alone until it has loaded the engine:
/// only then it is known whether there is a GPU.
int RunQueue::limitFor(const QueuedRun& run) const
{
    if (m_chosenRuns)
        return *m_chosenRuns;
    return m_hasCuda ? defaultRunsAtOnce(run.request.experiment.train.device, *m_hasCuda) : 1;
}

void RunQueue::startWaiting()
{
    if (m_held)
        return;
    while (count(QueueState::Waiting) > 0) {
        QueuedRun* next = nullptr;
        for (const auto& run : m_runs)
            if (run->state == QueueState::Waiting && (next == nullptr || run->priority > next->priority))
                next = run.get();
        if (count(QueueState::Running) + count(QueueState::Stopping) >= limitFor(*next))
            return;
        start(*next);
    }
}

RunQueue::Slot& RunQueue::freeSlot()
{
    for (const auto& slot : m_slots)
        if (slot->id.empty())
            return *slot;
    auto& slot = *m_slots.emplace_back(std::make_unique<Slot>());
    connect(&slot.controller, &RunController::reported, this,
        [this, &slot](const RunEvent& event) { take(slot.id, event); });
    connect(
        &slot.controller, &RunController::finished, this, [this, &slot](const std::optional<Error>& error) {
            end(std::exchange(slot.id, std::string()), error);
        });
    return slot;
}

void RunQueue::start(QueuedRun& run)
{
    auto& slot = freeSlot();
    slot.id = run.id;
    run.progress = {};
    run.error.clear();
    if (!run.goesOn()) {
        run.epoch = 0;
        run.log.clear();
    }
    setState(run, QueueState::Running);
    slot.controller.start(
        QueuedWork{m_engine, m_datasets, m_forLater, run.request, run.fingerprint, run.retest, run.adapt});
}

void RunQueue::take(const std::string& id, const RunEvent& event)
{
    auto* run = find(id);
    if (run == nullptr)
        return;
    if (const auto* progress = std::get_if<Progress>(&event)) {
        logStage(*run, progress->stage);
        run->progress = *progress;
    } else if (const auto* epoch = std::get_if<EpochFinished>(&event)) {
        run->epoch = epoch->row.epoch();
        if (!run->goesOn())
            run->log.push_back(adaptedEpochLine(epoch->row, run->epochs));
    } else if (const auto* line = std::get_if<LogLine>(&event))
        run->log.push_back(line->text);
    else if (const auto* warning = std::get_if<Warning>(&event))
        run->log.push_back("warning: " + warning->text);
    if (run->log.size() > kLogLines)
        run->log.erase(run->log.begin(), run->log.begin() + kLogLines / 10);
    m_untold.insert(id);
    if (!m_tell.isActive())
        m_tell.start();
    Q_EMIT reported(QString::fromStdString(id), event);
}

/// Many runs report twenty times a second each: listeners look at each of them once in a while.
void RunQueue::tell()
{
    for (const auto& id : std::exchange(m_untold, {}))
        if (find(id) != nullptr)
            Q_EMIT runChanged(QString::fromStdString(id));
}

void RunQueue::end(const std::string& id, const std::optional<Error>& error)
{
    auto* run = find(id);
    if (run == nullptr)
        return;
    if (error && error->kind != ErrorKind::Cancelled)
        run->log.push_back("failed: " + (run->error = error->message));
    else if (!run->goesOn())
        run->log.push_back(error ? "cancelled; it begins anew when it is resumed" : "finished");
    setState(*run,
        !error                                    ? QueueState::Finished
            : error->kind == ErrorKind::Cancelled ? QueueState::Cancelled
                                                  : QueueState::Failed);
    Q_EMIT runEnded(QString::fromStdString(id));
    startWaiting();
    if (!isWorking())
        Q_EMIT idle();
}

} // namespace modalscope
