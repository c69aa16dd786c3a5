#include "app/window/workspace_opener.h"

#include "app/window/continue_offer.h"
#include "app/window/dropped_paths.h"
#include "app/window/example_workspace.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/setting.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QFileInfo>

#include <utility>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

const Setting<QStringList> recentWorkspaces{u"workspaces/recent", {}};
constexpr int kMostRecent = 8;

QString datasetsKey(const fs::path& workspace)
{
    auto path = toQt(workspace.string());
    return QStringLiteral("workspaces/datasets/") + path.replace(QLatin1Char('/'), QLatin1Char('|'));
}

} // namespace

WorkspaceOpener::WorkspaceOpener(Session& session, MessageBar& messages)
    : QObject(&messages)
    , m_session(session)
    , m_messages(messages)
{
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<WorkspaceChanged>(change))
            m_offered = false;
        else if (std::holds_alternative<RunsChanged>(change))
            offerToContinue();
        else if (std::holds_alternative<ProblemsChanged>(change))
            showProblem();
    });
    connect(&m_messages, &MessageBar::dismissed, this, [this] { m_unread = 0; });
}

void WorkspaceOpener::openAtStart(const QString& named)
{
    if (!named.isEmpty())
        open(named);
    else if (const auto known = recent(); !known.isEmpty())
        open(known.front());
    else
        openExample();
}

void WorkspaceOpener::openAllAtStart(const QStringList& named)
{
    QString workspace;
    for (const auto& path : named)
        (isWorkspace(path) ? workspace : m_waiting.emplace_back()) = QFileInfo(path).absoluteFilePath();
    openAtStart(workspace);
}

bool WorkspaceOpener::isWorkspace(const QString& path)
{
    const auto kind = droppedKind(path.toStdString());
    const QFileInfo info(path);
    return kind == DroppedKind::Workspace
        || (kind == DroppedKind::Unknown && (info.isDir() || !info.exists()));
}

void WorkspaceOpener::openWaiting()
{
    openPaths(std::exchange(m_waiting, {}));
}

void WorkspaceOpener::open(const QString& root)
{
    if (m_session.hasWorkspace())
        remember();
    const auto opened = m_session.openWorkspace(root.toStdString());
    if (!opened) {
        openWaiting();
        m_messages.showError(opened.error());
        return;
    }
    const auto place = toQt(m_session.workspace().string());
    auto known = recentWorkspaces.value();
    known.removeAll(place);
    known.prepend(place);
    recentWorkspaces.set(known.mid(0, kMostRecent));
    reopenDatasets();
    openWaiting();
}

void WorkspaceOpener::openExample()
{
    m_disk.add(
        [from = shippedExample(), to = userExample()](const RunContext&) { return copyExample(from, to); },
        [this](const std::optional<Error>& error) {
            if (!error)
                return open(toQt(userExample().string()));
            openWaiting();
            m_messages.showMessage(Severity::Info, toQt(error->message));
        });
}

void WorkspaceOpener::openDataset(const QString& path)
{
    m_session.openDataset(path.toStdString());
}

void WorkspaceOpener::openPaths(const QStringList& paths)
{
    for (const auto& text : paths) {
        const fs::path path = text.toStdString();
        switch (droppedKind(path)) {
        case DroppedKind::Dataset:
            openDataset(text);
            m_session.requestPage("data");
            break;
        case DroppedKind::Workspace:
            open(text);
            break;
        case DroppedKind::Run:
            importRun(path);
            break;
        case DroppedKind::Experiment:
            openExperiment(path);
            break;
        case DroppedKind::Checkpoint:
            m_session.openCheckpoint(QFileInfo(text).absoluteFilePath().toStdString());
            m_session.requestPage("checkpoint");
            break;
        case DroppedKind::Unknown:
            m_messages.showMessage(Severity::Warning,
                tr("%1: is no dataset (.h5), workspace, run folder, experiment (.json) or checkpoint (.pt, "
                   ".safetensors)")
                    .arg(text));
        }
    }
}

QStringList WorkspaceOpener::recent() const
{
    auto known = recentWorkspaces.value();
    known.removeIf([](const QString& path) { return !QFileInfo(path).isDir(); });
    return known;
}

void WorkspaceOpener::remember() const
{
    QStringList paths;
    for (const auto& dataset : m_session.datasets())
        if (dataset.state != OpenDataset::State::Failed)
            paths << toQt(dataset.path);
    QSettings().setValue(datasetsKey(m_session.workspace()), paths);
}

void WorkspaceOpener::reopenDatasets()
{
    auto paths = QSettings().value(datasetsKey(m_session.workspace())).toStringList();
    if (paths.isEmpty()) { // a workspace may bring its data along, as the example does
        std::error_code code;
        for (fs::directory_iterator entry(m_session.workspace(), code), end; !code && entry != end;
             entry.increment(code))
            if (droppedKind(entry->path()) == DroppedKind::Dataset)
                paths << toQt(entry->path().string());
        paths.sort();
    }
    for (const auto& path : paths)
        if (QFileInfo::exists(path))
            openDataset(path);
}

void WorkspaceOpener::importRun(const fs::path& folder)
{
    if (!m_session.hasWorkspace()) {
        m_messages.showMessage(Severity::Warning,
            tr("%1: open a workspace first; runs are copied into it").arg(toQt(folder.string())));
        return;
    }
    const auto runs = m_session.workspace() / "runs";
    const auto id = folder.filename().string();
    if (folder.parent_path() == runs) {
        m_session.selectRuns({id});
        return;
    }
    m_disk.add(
        [folder, runs, id](const RunContext&) -> Result<void> {
            std::error_code code;
            if (fs::exists(runs / id, code))
                return Error{
                    ErrorKind::InvalidInput, folder.string() + ": the workspace has this run already"};
            const auto beside = runs.parent_path() / "trash" / (id + ".part");
            fs::remove_all(beside, code);
            fs::copy(folder, beside, fs::copy_options::recursive, code);
            if (!code)
                fs::rename(beside, runs / id, code);
            return code ? Result<void>(Error{ErrorKind::Io,
                       folder.string() + ": cannot be copied into the workspace: " + code.message()})
                        : Result<void>();
        },
        [this, id](const std::optional<Error>& error) {
            if (error)
                m_messages.showError(*error);
            else
                m_messages.showMessage(
                    Severity::Success, tr("Run %1 was copied into the workspace.").arg(toQt(id)));
            m_session.refreshRuns();
        });
}

void WorkspaceOpener::importResults(const std::vector<ResultsImport>& asked)
{
    if (!m_session.hasWorkspace()) {
        m_messages.showMessage(
            Severity::Warning, tr("Open a workspace first; imported results become runs of it."));
        return;
    }
    m_disk.add([asked, root = m_session.workspace()](
                   const RunContext& context) { return modalscope::importResults(root, asked, context); },
        [this, count = qlonglong(asked.size())](const std::optional<Error>& error) {
            if (error)
                m_messages.showError(*error);
            else
                m_messages.showMessage(
                    Severity::Success, tr("%1 imported.").arg(counted(count, tr("run"), tr("runs"))));
            m_session.refreshRuns();
        });
}

void WorkspaceOpener::openExperiment(const fs::path& file)
{
    auto experiment = readExperiment(file);
    if (!experiment) {
        m_messages.showError(experiment.error());
        return;
    }
    if (!experiment.value().dataset.empty())
        m_session.openDataset(experiment.value().dataset);
    m_session.setDraft(experiment.value());
    m_session.requestPage("experiment");
}

void WorkspaceOpener::offerToContinue()
{
    if (m_offered || m_session.isReadingRuns())
        return;
    m_offered = true;
    const auto offer = continueOffer(m_session);
    if (!offer.isEmpty())
        m_messages.showMessage(Severity::Warning, tr("An earlier start left runs behind: %1.").arg(offer),
            tr("Continue"), [this] { continueLeft(); });
}

void WorkspaceOpener::continueLeft()
{
    m_session.continueRuns(m_session.runsToContinue());
    if (m_messages.severity() == Severity::Warning)
        m_messages.dismiss(); // the offer, when it came from the menu
}

void WorkspaceOpener::showProblem()
{
    const auto& problems = m_session.problems();
    if (problems.size() > m_shown) {
        const auto problem = problems.back();
        m_shown = problems.size();
        if (isShownElsewhere(problem))
            return;
        const bool leads = !problem.runId.empty() || !problem.datasetPath.empty();
        if (problem.severity == Problem::Severity::Error) {
            const int others = m_unread++;
            m_messages.showMessage(Severity::Error,
                others == 0 ? toQt(problem.text)
                            : tr("%1 (and %n more under Problems)", nullptr, others).arg(toQt(problem.text)),
                leads ? tr("Go there") : QString(), [this, problem] { m_session.goTo(problem); });
        } else if (!leads) { // of the workspace as a whole
            m_messages.showMessage(Severity::Warning, toQt(problem.text));
        }
    }
    m_shown = problems.size();
}

/// The data page says itself why its dataset cannot be read.
bool WorkspaceOpener::isShownElsewhere(const Problem& problem) const
{
    const auto* current = m_session.currentDataset();
    const auto* page = m_messages.window()->findChild<QWidget*>(QStringLiteral("dataView"));
    return current != nullptr && current->path == problem.datasetPath && page != nullptr && page->isVisible();
}

} // namespace modalscope
