#include "widgets/runs/run_queue.h"

#include <algorithm>
#include <thread>
#include <unordered_set>
#include <utility>

namespace modalscope {
namespace {

constexpr std::size_t kLogLines = 2000; // the rest is in log.txt

} // namespace

struct RunQueue::Slot {
    std::string id; ///< empty while free
    RunController controller;
};

RunQueue::RunQueue(EngineLoader engine, DatasetReader datasets, QObject* parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_datasets(std::move(datasets))
    , m_parallelRuns(std::max(1, int(std::thread::hardware_concurrency())))
    , m_forLater(std::make_shared<std::atomic<bool>>(false))
{ }

RunQueue::~RunQueue()
{
    *m_forLater = true;
    for (auto& slot : m_slots)
        slot->controller.requestStop(); // all of them first: they end side by side
}

const QueuedRun* RunQueue::run(const std::string& id) const
{
    const auto found = m_index.find(id);
    return found == m_index.end() ? nullptr : m_runs[found->second].get();
}

QueuedRun* RunQueue::find(const std::string& id)
{
    return const_cast<QueuedRun*>(run(id));
}

int RunQueue::count(QueueState state) const
{
    return int(std::ranges::count_if(m_runs, [&](const auto& run) { return run->state == state; }));
}

bool RunQueue::isWorking() const
{
    return std::ranges::any_of(m_runs, [](const auto& run) { return isActive(run->state); });
}

void RunQueue::setParallelRuns(int runs)
{
    m_parallelRuns = std::max(1, runs);
    startWaiting();
}

void RunQueue::reindex()
{
    m_index.clear();
    for (std::size_t i = 0; i < m_runs.size(); ++i)
        m_index[m_runs[i]->id] = i;
}

bool RunQueue::add(QueuedRun run)
{
    if (auto* known = find(run.id)) {
        if (!isDone(known->state))
            return false;
        m_runs.erase(m_runs.begin() + std::ptrdiff_t(m_index[run.id]));
        reindex();
    }
    if (isActive(run.state) || isDone(run.state))
        run.state = QueueState::Waiting;
    m_index[run.id] = m_runs.size();
    m_runs.push_back(std::make_unique<QueuedRun>(std::move(run)));
    Q_EMIT runChanged(QString::fromStdString(m_runs.back()->id));
    Q_EMIT listChanged();
    startWaitingSoon();
    return true;
}

void RunQueue::move(const std::string& id, int position)
{
    const auto found = m_index.find(id);
    if (found == m_index.end())
        return;
    auto moved = std::move(m_runs[found->second]);
    m_runs.erase(m_runs.begin() + std::ptrdiff_t(found->second));
    m_runs.insert(m_runs.begin() + std::clamp(position, 0, int(m_runs.size())), std::move(moved));
    reindex();
    Q_EMIT listChanged();
}

void RunQueue::setPriority(const std::string& id, int priority)
{
    auto* run = find(id);
    if (run == nullptr || run->priority == priority)
        return;
    run->priority = priority;
    Q_EMIT runChanged(QString::fromStdString(id));
}

void RunQueue::pause(const std::string& id)
{
    auto* run = find(id);
    if (run == nullptr)
        return;
    if (run->state == QueueState::Waiting)
        setState(*run, QueueState::Held);
    else if (run->state == QueueState::Running) {
        slotOf(id)->controller.setPaused(true);
        setState(*run, QueueState::Paused);
        startWaitingSoon();
    }
}

void RunQueue::resume(const std::string& id)
{
    auto* run = find(id);
    if (run == nullptr)
        return;
    if (run->state == QueueState::Paused) {
        slotOf(id)->controller.setPaused(false);
        setState(*run, QueueState::Running);
    } else if (run->state == QueueState::Held || run->state == QueueState::Cancelled
        || run->state == QueueState::Failed) {
        run->error.clear();
        setState(*run, QueueState::Waiting);
        startWaitingSoon();
    }
}

void RunQueue::cancel(const std::string& id)
{
    auto* run = find(id);
    if (run == nullptr || isDone(run->state) || run->state == QueueState::Stopping)
        return;
    if (auto* slot = slotOf(id)) {
        setState(*run, QueueState::Stopping);
        slot->controller.requestStop();
    } else {
        setState(*run, QueueState::Cancelled);
        Q_EMIT runEnded(QString::fromStdString(id));
    }
}

void RunQueue::pauseAll()
{
    m_held = true;
    for (const auto& run : m_runs)
        if (run->state == QueueState::Running)
            pause(run->id);
    Q_EMIT listChanged();
}

void RunQueue::resumeAll()
{
    m_held = false;
    for (const auto& run : m_runs)
        if (run->state == QueueState::Paused || run->state == QueueState::Held)
            resume(run->id);
    Q_EMIT listChanged();
    startWaitingSoon();
}

void RunQueue::cancelAll()
{
    for (const auto& run : m_runs)
        cancel(run->id);
}

void RunQueue::removeDone()
{
    std::erase_if(m_runs, [](const auto& run) { return isDone(run->state); });
    reindex();
    Q_EMIT listChanged();
}

void RunQueue::remove(const std::vector<std::string>& ids)
{
    const std::unordered_set<std::string> gone(ids.begin(), ids.end());
    std::erase_if(m_runs, [&](const auto& run) { return gone.contains(run->id) && !isActive(run->state); });
    reindex();
    Q_EMIT listChanged();
}

void RunQueue::clear()
{
    std::erase_if(m_runs, [](const auto& run) { return !isActive(run->state); });
    reindex();
    Q_EMIT listChanged();
}

void RunQueue::stopForLater()
{
    m_held = true;
    *m_forLater = true;
    for (const auto& run : m_runs)
        if (isActive(run->state))
            cancel(run->id);
}

RunQueue::Slot* RunQueue::slotOf(const std::string& id)
{
    const auto found = std::ranges::find_if(m_slots, [&](const auto& slot) { return slot->id == id; });
    return found == m_slots.end() ? nullptr : found->get();
}

void RunQueue::setState(QueuedRun& run, QueueState state)
{
    run.state = state;
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

void RunQueue::startWaiting()
{
    if (m_held)
        return;
    const auto working = [](const auto& run) {
        return run->state == QueueState::Running || run->state == QueueState::Stopping;
    };
    for (auto busy = std::ranges::count_if(m_runs, working); busy < m_parallelRuns; ++busy) {
        QueuedRun* next = nullptr;
        for (const auto& run : m_runs)
            if (run->state == QueueState::Waiting && (next == nullptr || run->priority > next->priority))
                next = run.get();
        if (next == nullptr)
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
    setState(run, QueueState::Running);
    slot.controller.start(QueuedWork{m_engine, m_datasets, m_forLater, run.request, run.fingerprint});
}

void RunQueue::take(const std::string& id, const RunEvent& event)
{
    auto* run = find(id);
    if (run == nullptr)
        return;
    if (const auto* progress = std::get_if<Progress>(&event))
        run->progress = *progress;
    else if (const auto* epoch = std::get_if<EpochFinished>(&event))
        run->epoch = epoch->row.epoch();
    else if (const auto* line = std::get_if<LogLine>(&event))
        run->log.push_back(line->text);
    else if (const auto* warning = std::get_if<Warning>(&event))
        run->log.push_back("warning: " + warning->text);
    if (run->log.size() > kLogLines)
        run->log.erase(run->log.begin(), run->log.begin() + kLogLines / 10);
    const auto name = QString::fromStdString(id);
    Q_EMIT reported(name, event);
    Q_EMIT runChanged(name);
}

void RunQueue::end(const std::string& id, const std::optional<Error>& error)
{
    auto* run = find(id);
    if (run == nullptr)
        return;
    if (error && error->kind != ErrorKind::Cancelled)
        run->log.push_back("failed: " + (run->error = error->message));
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
