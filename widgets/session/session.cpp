#include "widgets/session/session.h"

#include "core/base/text.h"
#include "widgets/session/session_state.h"

#include <algorithm>
#include <utility>

namespace modalscope {

Session::Session(EngineLoader engine, QObject* parent)
    : QObject(parent)
    , m_state(std::make_unique<State>(std::move(engine), this))
{
    auto& state = *m_state;
    connect(&state.datasets, &DatasetList::changed, this, [this] { Q_EMIT changed(DatasetsChanged{}); });
    connect(&state.datasets, &DatasetList::failed, this, [this](const QString& path, const QString& why) {
        addProblem({Problem::Severity::Error, why.toStdString(), {}, path.toStdString(), 0});
    });
    connect(&state.datasets, &DatasetList::opened, this, [this](const QString& path) {
        for (const auto& warning : dataset(path.toStdString())->dataset->warnings)
            addProblem({Problem::Severity::Warning, warning, {}, path.toStdString(), 0});
    });
    connect(&state.runs, &RunList::listChanged, this, &Session::dropGoneSelection);
    connect(&state.runs, &RunList::listChanged, this, [this] { Q_EMIT changed(RunsChanged{}); });
    connect(&state.runs, &RunList::read, this, [this] { Q_EMIT changed(RunsChanged{}); });
    connect(&state.runs, &RunList::runUpdated, this,
        [this](const QString& id) { Q_EMIT changed(RunUpdated{id.toStdString()}); });
    connect(&state.runs, &RunList::historyChanged, this,
        [this](const QString& id) { Q_EMIT changed(HistoryChanged{id.toStdString()}); });
    connect(&state.runs, &RunList::looksChanged, this, [this] { Q_EMIT changed(LooksChanged{}); });
    connect(&state.runs, &RunList::unreadable, this, [this](const QString&, const QString& why) {
        addProblem({Problem::Severity::Error, why.toStdString(), {}, {}, 0});
    });
    connect(&state.queue, &RunQueue::reported, this, [this](const QString& id, const RunEvent& event) {
        if (const auto* warning = std::get_if<Warning>(&event))
            addProblem({Problem::Severity::Warning, warning->text, id.toStdString(), {}, 0});
    });
    connect(&state.queue, &RunQueue::runEnded, this, &Session::noteEnd);
}

Session::~Session() = default;

const EngineLoader& Session::engine() const
{
    return m_state->engine;
}

QUndoStack& Session::undoStack()
{
    return m_state->undo;
}

RunQueue& Session::queue()
{
    return m_state->queue;
}

bool Session::hasWorkspace() const
{
    return !m_state->workspace.root().empty();
}

const std::filesystem::path& Session::workspace() const
{
    return m_state->workspace.root();
}

Result<void> Session::openWorkspace(const std::filesystem::path& root)
{
    const auto place = std::filesystem::absolute(root).lexically_normal();
    if (m_state->queue.isWorking() && place != workspace())
        return Error{ErrorKind::InvalidInput,
            "runs are working in " + workspace().string()
                + "; cancel them or wait before opening another workspace"};
    const Workspace opened(place);
    const auto created = opened.create();
    std::error_code code;
    if (!created && !std::filesystem::is_directory(place / "runs", code))
        return created;
    m_state->queue.clear();
    m_state->workspace = opened;
    m_state->undo.clear();
    m_state->selected.clear();
    m_state->epochCursor = 0;
    clearProblems();
    m_state->runs.watch(place);
    Q_EMIT changed(WorkspaceChanged{});
    if (!created) // results on a read-only medium can still be looked at
        addProblem({Problem::Severity::Warning, created.error().message, {}, {}, 0});
    return {};
}

bool Session::isReadingRuns() const
{
    return hasWorkspace() && m_state->runs.isReading();
}

void Session::refreshRuns()
{
    m_state->runs.refresh();
}

const std::vector<OpenDataset>& Session::datasets() const
{
    return m_state->datasets.all();
}

const OpenDataset* Session::currentDataset() const
{
    return m_state->datasets.current();
}

const OpenDataset* Session::dataset(const std::string& path) const
{
    return m_state->datasets.find(path);
}

void Session::openDataset(const std::string& path)
{
    m_state->datasets.open(std::filesystem::absolute(path).lexically_normal().string());
}

void Session::closeDataset(const std::string& path)
{
    m_state->datasets.close(path);
}

void Session::setCurrentDataset(const std::string& path)
{
    m_state->datasets.setCurrent(path);
}

int Session::epochCursor() const
{
    return m_state->epochCursor;
}

void Session::setEpochCursor(int epoch)
{
    if (std::exchange(m_state->epochCursor, std::max(0, epoch)) != std::max(0, epoch))
        Q_EMIT changed(EpochCursorChanged{});
}

const Experiment& Session::draft() const
{
    return m_state->draft;
}

void Session::setDraft(const Experiment& experiment)
{
    m_state->draft = experiment;
    Q_EMIT changed(DraftChanged{});
}

void Session::requestPage(const std::string& page)
{
    Q_EMIT changed(PageRequested{page});
}

const std::vector<Problem>& Session::problems() const
{
    return m_state->problems;
}

void Session::addProblem(Problem problem)
{
    if (!m_state->knownProblems.insert(problem.runId + "\n" + problem.text).second)
        return;
    if (problem.time == 0)
        problem.time = nowSeconds();
    m_state->problems.push_back(std::move(problem));
    Q_EMIT changed(ProblemsChanged{});
}

void Session::clearProblems()
{
    m_state->knownProblems.clear();
    m_state->problems.clear();
    Q_EMIT changed(ProblemsChanged{});
}

void Session::goTo(const Problem& problem)
{
    if (run(problem.runId) != nullptr) {
        selectRuns({problem.runId});
        requestPage("runs");
    } else if (dataset(problem.datasetPath) != nullptr) {
        setCurrentDataset(problem.datasetPath);
        requestPage("data");
    }
}

} // namespace modalscope
