#pragma once

#include "widgets/runs/queued_run.h"
#include "widgets/runs/queued_work.h"
#include "widgets/runs/run_controller.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace modalscope {

/// Runs in order, several at once, each on a thread of its own. A run that fails does not stop the others.
/// Everything here happens on this object's thread.
class RunQueue : public QObject {
    Q_OBJECT
public:
    RunQueue(EngineLoader engine, DatasetReader datasets, QObject* parent = nullptr);
    ~RunQueue() override; ///< stops what runs and waits for it; all of it can be resumed

    int size() const { return int(m_runs.size()); }
    const QueuedRun& at(int position) const
    {
        return *m_runs[std::size_t(position)];
    } ///< in the order of the list
    const QueuedRun* run(const std::string& id) const; ///< null when there is none
    int positionOf(const std::string& id) const; ///< in the order of the list; -1 when there is none
    int count(QueueState state) const { return m_counts[std::size_t(state)]; }
    bool isHeld() const { return m_held; } ///< pauseAll: nothing new starts
    bool isWorking() const; ///< something runs, is paused or is stopping

    /// At least 1. Until somebody sets it: as many as there are cores, or one once the engine has said that a
    /// GPU computes (`defaultRunsAtOnce`), except for runs that ask for the CPU.
    int parallelRuns() const;
    void setParallelRuns(int runs);

    /// Adds at the end, or takes up again a run that is already there and done. False when it waits or runs
    /// already.
    bool add(QueuedRun run);
    void move(const std::string& id, int position); ///< among all; takes effect for those that wait
    void setPriority(const std::string& id, int priority);

    void pause(const std::string&
            id); ///< freezes at the next batch, or holds what waits; frees its slot for another
    void resume(const std::string& id); ///< goes on at once, also with a cancelled or failed run
    void cancel(const std::string& id); ///< what ran can be resumed
    void pauseAll(); ///< nothing new starts either
    void resumeAll();
    void cancelAll();
    void removeDone();
    void remove(const std::vector<std::string>& ids); ///< from the list; those that work stay
    void clear(); ///< everything that does not work

    /// For closing: like cancelAll, but the runs are left as queued, so that the next start offers them.
    void stopForLater();
    bool isStoppedForLater() const { return *m_forLater; }

Q_SIGNALS:
    void listChanged(); ///< entries came, went or moved
    void runChanged(const QString& id); ///< state of one, at once; progress, a few times a second
    void parallelRunsChanged(); ///< the engine has told how many go at once
    void reported(const QString& id, const modalscope::RunEvent& event);
    void runEnded(const QString& id); ///< finished, failed or cancelled
    void idle(); ///< the last one that ran has ended

private:
    struct Slot;

    QueuedRun* find(const std::string& id);
    Slot* slotOf(const std::string& id);
    Slot& freeSlot();
    void reindex();
    int limitFor(const QueuedRun& run) const;
    void noteEngine(bool hasCuda);
    void tell();
    void setState(QueuedRun& run, QueueState state);
    void startWaiting();
    void startWaitingSoon(); // once for many verbs in a row
    void start(QueuedRun& run);
    void take(const std::string& id, const RunEvent& event);
    void end(const std::string& id, const std::optional<Error>& error);

    EngineLoader m_engine;
    DatasetReader m_datasets;
    std::optional<int> m_chosenRuns; // at once, as a person said
    std::optional<bool> m_hasCuda; // nothing until the first run has loaded the engine
    bool m_held = false; // pauseAll: nothing new starts
    bool m_willStart = false;
    std::shared_ptr<std::atomic<bool>> m_forLater; // stopped runs are left as queued
    std::vector<std::unique_ptr<QueuedRun>> m_runs;
    std::unordered_map<std::string, QueuedRun*> m_index; // by id
    std::array<int, 8> m_counts{}; // by QueueState
    std::unordered_set<std::string> m_untold; // progress since the last runChanged
    QTimer m_tell;
    std::vector<std::unique_ptr<Slot>> m_slots; // last: joins its threads first
};

} // namespace modalscope
