#pragma once

#include "app/page.h"
#include "app/window/engine_library.h"

#include <QMainWindow>

#include <functional>
#include <memory>
#include <vector>

namespace modalscope {

class CommandPalette;
class InspectorPanel;
class JobPanel;
class MessageBar;
class PageTabs;
class Perspectives;
class ProjectPanel;
class Session;
class WorkspaceOpener;

/// Puts the parts together: pages in the middle, project on the left, inspector on the right, jobs below.
/// What the parts do is theirs.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// Answers "stop the runs and close?"; called once per attempt to close while runs work.
    using CloseQuestion = std::function<void(std::function<void(bool stop)> answer)>;

    MainWindow(Session& session, EngineLibrary& engine, std::vector<std::unique_ptr<Page>> pages);
    ~MainWindow() override;

    void openAtStart(const QString& workspace); ///< empty: the last one, else the example
    void setCloseQuestion(CloseQuestion question) { m_closeQuestion = std::move(question); }

    Session& session() { return m_session; }
    PageTabs& pages() { return *m_pages; }
    Perspectives& perspectives() { return *m_perspectives; }
    WorkspaceOpener& opener() { return *m_opener; }
    ProjectPanel& project() { return *m_project; }
    InspectorPanel& inspector() { return *m_inspector; }
    JobPanel& jobs() { return *m_jobs; }
    MessageBar& messages() { return *m_messages; }

    QList<QAction*> commands() const; ///< of every menu and page, for the palette
    void openPalette();
    void showDock(const char* name); ///< "projectDock", "inspectorDock", "jobDock"

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeDocks();
    void makeMenus();
    void restoreWindow();
    void saveWindow() const;
    void stopAndClose();

    Session& m_session;
    MessageBar* m_messages;
    PageTabs* m_pages;
    WorkspaceOpener* m_opener;
    ProjectPanel* m_project = nullptr;
    InspectorPanel* m_inspector = nullptr;
    JobPanel* m_jobs = nullptr;
    Perspectives* m_perspectives;
    CommandPalette* m_palette = nullptr;
    CloseQuestion m_closeQuestion;
    bool m_asking = false;
    bool m_closing = false; // answered: closes as soon as the last run has stopped
};

} // namespace modalscope
