#pragma once

#include "app/window/results_import.h"
#include "widgets/runs/background_line.h"

#include <QObject>
#include <QStringList>

#include <filesystem>

namespace modalscope {

class MessageBar;
class Session;
struct Problem;

/// Opens workspaces, datasets and whatever else is dropped on the window, remembers what was open, and says
/// in the message bar what went wrong or what an earlier start left behind.
class WorkspaceOpener : public QObject {
    Q_OBJECT
public:
    WorkspaceOpener(Session& session, MessageBar& messages);

    /// The workspace that was named, else the last one, else the example.
    void openAtStart(const QString& named);
    /// The same, where `named` may also be files and runs: they are opened in that workspace as if dropped.
    void openAllAtStart(const QStringList& named);
    /// A folder that is no run, or what is not there and looks like no file of ours.
    static bool isWorkspace(const QString& path);
    void open(const QString& root);
    void openExample();
    void openDataset(const QString& path);
    void importResults(const std::vector<ResultsImport>& asked); ///< makes runs of them, in the background
    void continueLeft(); ///< runs that an earlier start left behind
    void openPaths(const QStringList& paths); ///< each by what it is; see droppedKind
    QStringList recent() const; ///< workspaces that still exist, latest first
    void remember() const; ///< the open datasets, for the next start

private:
    void reopenDatasets();
    void openWaiting();
    void importRun(const std::filesystem::path& folder);
    void openExperiment(const std::filesystem::path& file);
    void offerToContinue();
    void showProblem();
    bool isShownElsewhere(const Problem& problem) const;

    Session& m_session;
    MessageBar& m_messages;
    QStringList m_waiting; // named at the start, until there is a workspace to open them in
    bool m_offered = false; // once per workspace
    std::size_t m_shown = 0; // problems that the message bar has seen
    int m_unread = 0; // errors since it was dismissed
    BackgroundLine m_disk; // last: joins its thread first
};

} // namespace modalscope
