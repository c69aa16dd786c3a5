#pragma once

#include "core/run/history.h"
#include "core/store/workspace.h"
#include "widgets/runs/run_queue.h"
#include "widgets/session/current_sample.h"
#include "widgets/session/open_dataset.h"
#include "widgets/session/problem.h"
#include "widgets/session/run_entry.h"
#include "widgets/session/sample_selection.h"
#include "widgets/session/session_change.h"

#include <QObject>

#include <memory>
#include <string>
#include <vector>

class QUndoStack;

namespace modalscope {

/// What the window works on: one workspace with its runs, the open datasets, the queue, and what is selected.
/// Pages read it, call its verbs and listen to `changed`; they never talk to each other. Everything slow
/// happens on other threads; the object itself belongs to the GUI thread. References stay valid until the
/// next change.
class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(EngineLoader engine, QObject* parent = nullptr);
    ~Session() override;

    const EngineLoader&
    engine() const; ///< call it on another thread only: the first call takes half a second
    QUndoStack& undoStack();
    RunQueue& queue();

    // Workspace
    bool hasWorkspace() const;
    const std::filesystem::path& workspace() const; ///< its root; empty when none is open
    /// Makes the folders when they are missing and reads the runs in the background. Error: Io.
    Result<void> openWorkspace(const std::filesystem::path& root);
    bool isReadingRuns() const; ///< the first reading of the workspace is not done yet
    void refreshRuns(); ///< looks for changes now instead of at the next second

    // Datasets
    const std::vector<OpenDataset>& datasets() const;
    const OpenDataset* currentDataset() const; ///< what the data page shows; null when none is open
    const OpenDataset* dataset(const std::string& path) const; ///< null when it is not in the list
    void openDataset(const std::string& path); ///< reads in the background; makes it current
    void closeDataset(const std::string& path);
    void setCurrentDataset(const std::string& path);

    // Runs
    const std::vector<RunEntry>& runs() const; ///< oldest first
    const RunEntry* run(const std::string& id) const; ///< null when there is none
    /// Epochs so far, growing while the run works. Empty until read: the first call starts that,
    /// HistoryChanged follows.
    const History& history(const std::string& id);
    const std::vector<std::string>& selectedRuns() const; ///< ids, in the order they were selected
    const std::string& currentRun() const; ///< the last one selected; empty when none is
    void selectRuns(std::vector<std::string> ids);
    void pinRun(const std::string& id, bool pinned);
    void setRunColor(const std::string& id, int color); ///< for its whole group
    void deleteRuns(const std::vector<std::string>& ids); ///< to the trash; can be undone. Working runs stay
    /// Queues experiments: `dataset` is an absolute path. Folders are made in the background; what is
    /// finished already is not run again, and a problem says so.
    void enqueue(const std::vector<Experiment>& experiments, const std::string& command);
    void continueRuns(
        const std::vector<std::string>& ids); ///< queues interrupted, cancelled, failed or queued runs
    std::vector<std::string> runsToContinue() const; ///< left behind by an earlier start, and not queued here

    // Samples
    const SampleSelection& sampleSelection() const;
    void selectSamples(SampleSelection selection); ///< SamplesSelected, unless the same ones are selected
    const CurrentSample& currentSample() const;
    void setCurrentSample(CurrentSample sample);

    // Checkpoints: files of weights, and folders of runs and adapter sets. What is in them is the page's.
    const std::vector<std::string>& checkpoints() const; ///< paths of the open ones, oldest first
    const std::string& currentCheckpoint() const; ///< empty when none is open
    void openCheckpoint(const std::string& path); ///< makes it current; reads nothing
    void setCurrentCheckpoint(const std::string& path);
    void closeCheckpoint(std::string path);

    // Shared by every view
    int epochCursor() const; ///< counted from 1; 0 = none
    void setEpochCursor(int epoch);
    const Experiment& draft() const; ///< what the experiment page starts from
    void setDraft(const Experiment& experiment);
    void requestPage(const std::string& page);

    // Problems
    const std::vector<Problem>& problems() const; ///< oldest first
    void addProblem(Problem problem);
    void clearProblems();
    void goTo(const Problem& problem); ///< selects the run or dataset it belongs to

Q_SIGNALS:
    void changed(const modalscope::SessionChange& change);

private:
    struct State;

    void dropGoneSelection();
    void takePrepared(const StoredRun& stored, std::shared_ptr<const Dataset> dataset);
    void noteEnd(const QString& id);

    std::unique_ptr<State> m_state;
};

} // namespace modalscope
