#include "core/engine/run_pool.h"
#include "widgets/runs/run_queue_slot.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace modalscope {
namespace {

constexpr int kTellInterval = 50; // ms between two words on progress

} // namespace

RunQueue::RunQueue(EngineLoader engine, DatasetReader datasets, QObject* parent)
    : QObject(parent)
    , m_datasets(std::move(datasets))
    , m_forLater(std::make_shared<std::atomic<bool>>(false))
{
    m_engine = [this, engine = std::move(engine)]() -> Result<Engine*> { // on the thread of a run
        auto loaded = engine();
        if (loaded)
            QMetaObject::invokeMethod(
                this, [this, hasCuda = loaded.value()->hasCuda()] { noteEngine(hasCuda); },
                Qt::QueuedConnection);
        return loaded;
    };
    m_tell.setSingleShot(true);
    m_tell.setInterval(kTellInterval);
    connect(&m_tell, &QTimer::timeout, this, &RunQueue::tell);
}

RunQueue::~RunQueue()
{
    *m_forLater = true;
    for (auto& slot : m_slots)
        slot->controller.requestStop(); // all of them first: they end side by side
}

const QueuedRun* RunQueue::run(const std::string& id) const
{
    const auto found = m_index.find(id);
    return found == m_index.end() ? nullptr : found->second;
}

QueuedRun* RunQueue::find(const std::string& id)
{
    return const_cast<QueuedRun*>(run(id));
}

int RunQueue::positionOf(const std::string& id) const
{
    const auto* wanted = run(id);
    const auto found = std::ranges::find_if(m_runs, [&](const auto& run) { return run.get() == wanted; });
    return found == m_runs.end() ? -1 : int(found - m_runs.begin());
}

bool RunQueue::isWorking() const
{
    return count(QueueState::Running) + count(QueueState::Paused) + count(QueueState::Stopping) > 0;
}

int RunQueue::parallelRuns() const
{
    return m_chosenRuns.value_or(defaultRunsAtOnce(DeviceChoice::Auto, m_hasCuda.value_or(false)));
}

void RunQueue::setParallelRuns(int runs)
{
    m_chosenRuns = std::max(1, runs);
    startWaiting();
}

void RunQueue::noteEngine(bool hasCuda)
{
    if (m_hasCuda)
        return;
    m_hasCuda = hasCuda;
    if (!m_chosenRuns)
        Q_EMIT parallelRunsChanged();
    startWaiting();
}

/// After entries have gone.
void RunQueue::reindex()
{
    m_index.clear();
    m_counts.fill(0);
    for (const auto& run : m_runs) {
        m_index[run->id] = run.get();
        ++m_counts[std::size_t(run->state)];
    }
}

bool RunQueue::add(QueuedRun run)
{
    if (auto* known = find(run.id)) {
        if (!isDone(known->state))
            return false;
        --m_counts[std::size_t(known->state)];
        m_runs.erase(m_runs.begin() + positionOf(run.id));
    }
    if (isActive(run.state) || isDone(run.state))
        run.state = QueueState::Waiting;
    auto& added = *m_runs.emplace_back(std::make_unique<QueuedRun>(std::move(run)));
    m_index[added.id] = &added;
    ++m_counts[std::size_t(added.state)];
    Q_EMIT runChanged(QString::fromStdString(added.id));
    Q_EMIT listChanged();
    startWaitingSoon();
    return true;
}

void RunQueue::move(const std::string& id, int position)
{
    const int from = positionOf(id);
    if (from < 0)
        return;
    auto moved = std::move(m_runs[std::size_t(from)]);
    m_runs.erase(m_runs.begin() + from);
    m_runs.insert(m_runs.begin() + std::clamp(position, 0, int(m_runs.size())), std::move(moved));
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
        if (!run->goesOn()) {
            run->epoch = 0;
            run->progress = {};
        }
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

} // namespace modalscope
