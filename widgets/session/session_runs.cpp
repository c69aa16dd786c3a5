#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/session/change_command.h"
#include "widgets/session/prepare_run.h"
#include "widgets/session/queue_entry.h"
#include "widgets/session/session_state.h"

#include <algorithm>

#include <unistd.h>

namespace modalscope {
namespace {

/// A queued run whose program still lives is that program's business.
bool isLeftBehind(const RunEntry& entry)
{
    if (entry.queued && !isDone(*entry.queued))
        return false;
    if (entry.run.condition == RunCondition::Interrupted)
        return true;
    if (entry.run.condition != RunCondition::Queued)
        return false;
    auto status = entry.run.status;
    status.state = RunState::Running;
    return status.pid == ::getpid() || conditionOf(status) != RunCondition::Running;
}

QueuedRun queuedRun(const StoredRun& run, std::shared_ptr<const Dataset> dataset)
{
    auto queued = queueEntry(run, std::move(dataset));
    queued.epoch = run.status.epoch;
    queued.epochs = run.experiment.train.epochs;
    return queued;
}

} // namespace

const std::vector<RunEntry>& Session::runs() const
{
    return m_state->runs.all();
}

const RunEntry* Session::run(const std::string& id) const
{
    return m_state->runs.find(id);
}

const History& Session::history(const std::string& id)
{
    return m_state->runs.history(id);
}

const std::vector<std::string>& Session::selectedRuns() const
{
    return m_state->selected;
}

const std::string& Session::currentRun() const
{
    static const std::string none;
    return m_state->selected.empty() ? none : m_state->selected.back();
}

void Session::selectRuns(std::vector<std::string> ids)
{
    std::erase_if(ids, [this](const std::string& id) { return run(id) == nullptr; });
    if (ids == m_state->selected)
        return;
    m_state->selected = std::move(ids);
    Q_EMIT changed(SelectionChanged{});
}

void Session::dropGoneSelection()
{
    selectRuns(m_state->selected);
}

void Session::pinRun(const std::string& id, bool pinned)
{
    const auto* entry = run(id);
    if (entry == nullptr || entry->pinned == pinned)
        return;
    m_state->undo.push(new ChangeCommand(
        pinned ? tr("pin run") : tr("unpin run"), [this, id, pinned] { m_state->runs.setPinned(id, pinned); },
        [this, id, pinned] { m_state->runs.setPinned(id, !pinned); }));
}

void Session::setRunColor(const std::string& id, int color)
{
    const auto* entry = run(id);
    if (entry == nullptr || entry->color == color)
        return;
    m_state->undo.push(new ChangeCommand(
        tr("change colour"), [this, group = entry->group(), color] { m_state->runs.setColor(group, color); },
        [this, group = entry->group(), old = entry->color] { m_state->runs.setColor(group, old); }));
}

void Session::deleteRuns(const std::vector<std::string>& ids)
{
    struct Trashed {
        StoredRun run;
        std::filesystem::path place; ///< in the trash; empty while it is not there
    };
    auto trashed = std::make_shared<std::vector<Trashed>>();
    for (const auto& id : ids) {
        const auto* entry = run(id);
        if (entry == nullptr)
            continue;
        if ((entry->queued && isActive(*entry->queued)) || entry->run.condition == RunCondition::Running)
            addProblem({Problem::Severity::Warning,
                entry->title() + " is working and was not deleted; cancel it first", id, {}, 0});
        else
            trashed->push_back({entry->run, {}});
    }
    if (trashed->empty())
        return;
    const auto remove = [this, trashed] {
        std::vector<std::string> gone;
        for (auto& [stored, place] : *trashed) {
            if (auto moved = m_state->workspace.trashRun(stored.id())) {
                place = moved.value();
                gone.push_back(stored.id());
            } else {
                addProblem({Problem::Severity::Error, moved.error().message, stored.id(), {}, 0});
            }
        }
        m_state->queue.remove(gone);
        m_state->runs.remove(gone);
    };
    const auto restore = [this, trashed] {
        for (auto& [stored, place] : *trashed) {
            if (place.empty())
                continue;
            const auto back = m_state->workspace.restoreRun(place, stored.id());
            place.clear();
            if (back)
                m_state->runs.insert(stored);
            else
                addProblem({Problem::Severity::Error, back.error().message, {}, {}, 0});
        }
    };
    m_state->undo.push(new ChangeCommand(
        tr("delete %1").arg(counted(qlonglong(trashed->size()), tr("run"), tr("runs"))), remove, restore));
}

void Session::enqueue(const std::vector<Experiment>& experiments, const std::string& command)
{
    if (!hasWorkspace()) {
        addProblem(
            {Problem::Severity::Error, "no workspace is open; open one before starting runs", {}, {}, 0});
        return;
    }
    m_state->disk.add([this, experiments, command, workspace = m_state->workspace, cache = m_state->cache](
                          const RunContext& context) -> Result<void> {
        int place = 0;
        for (const auto& experiment : experiments) {
            if (context.shouldStop())
                break;
            auto dataset = cache->read(experiment.dataset, context);
            auto stored = dataset ? prepareRun(workspace, experiment, *dataset.value(), command, place++)
                                  : Result<StoredRun>(dataset.error());
            QMetaObject::invokeMethod(
                this,
                [this, stored = std::move(stored), data = dataset ? dataset.value() : nullptr,
                    path = experiment.dataset, root = workspace.root()] {
                    if (!stored)
                        addProblem({Problem::Severity::Error, stored.error().message, {}, path, 0});
                    else if (root == m_state->workspace.root())
                        takePrepared(stored.value(), data);
                },
                Qt::QueuedConnection);
        }
        return {};
    });
}

void Session::takePrepared(const StoredRun& stored, std::shared_ptr<const Dataset> dataset)
{
    m_state->runs.insert(stored);
    const auto* queued = m_state->queue.run(stored.id());
    if (stored.condition == RunCondition::Finished)
        addProblem({Problem::Severity::Warning,
            runTitle(stored.experiment)
                + ": these settings have been run already; the stored run is shown instead",
            stored.id(), {}, 0});
    else if (stored.condition == RunCondition::Running && (queued == nullptr || isDone(queued->state)))
        addProblem({Problem::Severity::Warning,
            runTitle(stored.experiment) + ": is running in another program; its results appear here",
            stored.id(), {}, 0});
    else
        m_state->queue.add(queuedRun(stored, std::move(dataset)));
}

void Session::continueRuns(const std::vector<std::string>& ids)
{
    for (const auto& id : ids) {
        const auto* entry = run(id);
        if (entry == nullptr || entry->run.condition == RunCondition::Finished)
            continue;
        std::shared_ptr<const Dataset> dataset;
        for (const auto& one : datasets())
            if (one.dataset && one.dataset->fingerprint == entry->run.origin.datasetFingerprint)
                dataset = one.dataset;
        m_state->queue.add(queuedRun(entry->run, std::move(dataset)));
    }
}

std::vector<std::string> Session::runsToContinue() const
{
    std::vector<std::string> ids;
    for (const auto& entry : runs())
        if (isLeftBehind(entry))
            ids.push_back(entry.id());
    std::ranges::stable_partition(
        ids, [this](const std::string& id) { return run(id)->run.status.epoch > 0; });
    return ids;
}

void Session::noteEnd(const QString& id)
{
    const auto* ended = m_state->queue.run(id.toStdString());
    if (ended == nullptr)
        return;
    if (ended->state == QueueState::Failed)
        addProblem({Problem::Severity::Error, ended->title + ": " + ended->error, ended->id, {}, 0});
    if (ended->state != QueueState::Cancelled || m_state->queue.isStoppedForLater())
        return;
    // One that had not begun is still "queued" on disk, and would be offered again at the next start.
    m_state->disk.add([folder = ended->request.folder](const RunContext&) -> Result<void> {
        const RunFolder files(folder);
        auto status = files.status();
        if (!status || status.value().state != RunState::Queued)
            return {};
        status.value().state = RunState::Cancelled;
        return files.writeStatus(status.value());
    });
}

} // namespace modalscope
