#include "app/window/main_window.h"

#include "app/actions/all_commands.h"
#include "app/actions/edit_actions.h"
#include "app/actions/file_actions.h"
#include "app/actions/help_actions.h"
#include "app/actions/run_actions.h"
#include "app/actions/tool_bar.h"
#include "app/actions/view_actions.h"
#include "app/window/close_question.h"
#include "app/window/command_palette.h"
#include "app/window/dataset_panel.h"
#include "app/window/dropped_paths.h"
#include "app/window/inspector_panel.h"
#include "app/window/page_tabs.h"
#include "app/window/perspectives.h"
#include "app/window/project_panel.h"
#include "app/window/run_table.h"
#include "app/window/status_area.h"
#include "app/window/workspace_opener.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/setting.h"
#include "widgets/base/text.h"
#include "widgets/session/job_panel.h"
#include "widgets/session/session.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QJsonDocument>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QStatusBar>
#include <QVBoxLayout>

namespace modalscope {
namespace {

const Setting<QByteArray> windowGeometry{u"window/geometry", {}};
const Setting<QByteArray> pageStates{u"window/pages", {}};

} // namespace

MainWindow::MainWindow(Session& session, EngineLibrary& engine, std::vector<std::unique_ptr<Page>> pages)
    : m_session(session)
    , m_messages(new MessageBar)
    , m_pages(new PageTabs(std::move(pages)))
    , m_opener(new WorkspaceOpener(session, *m_messages))
    , m_perspectives(new Perspectives(*this, *m_pages))
    , m_closeQuestion([this](auto answer) { askToClose(*this, m_session, std::move(answer)); })
{
    setWindowTitle(QStringLiteral("ModalScope"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    auto* middle = new QWidget;
    auto* layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_pages);
    setCentralWidget(middle);
    makeDocks();
    makeMenus();
    new StatusArea(session, engine, *statusBar());
    restoreWindow();
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (const auto* request = std::get_if<PageRequested>(&change))
            m_pages->showPage(toQt(request->page));
        else if (std::holds_alternative<WorkspaceChanged>(change))
            setWindowTitle(toQt(m_session.workspace().filename().string()) + QStringLiteral(" — ModalScope"));
    });
    connect(&m_session.queue(), &RunQueue::idle, this, [this] {
        if (m_closing)
            close();
    });
}

MainWindow::~MainWindow() = default;

void MainWindow::makeDocks()
{
    m_project = new ProjectPanel(m_session);
    m_inspector = new InspectorPanel(m_session);
    m_jobs = new JobPanel(m_session);
    const auto add
        = [this](QWidget* content, const QString& title, const char* name, Qt::DockWidgetArea area) {
              auto* dock = new QDockWidget(title, this);
              dock->setObjectName(QString::fromLatin1(name));
              dock->setWidget(content);
              addDockWidget(area, dock);
          };
    add(m_project, tr("Project"), "projectDock", Qt::LeftDockWidgetArea);
    add(m_inspector, tr("Inspector"), "inspectorDock", Qt::RightDockWidgetArea);
    add(m_jobs, tr("Jobs"), "jobDock", Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
}

void MainWindow::makeMenus()
{
    const auto file = makeFileActions(*this);
    makeEditActions(*this);
    const auto runs = makeRunActions(*this);
    const auto view = makeViewActions(*this);
    const auto help = makeHelpActions(*this);
    makeToolBar(*this, file, runs, view, help);
    m_project->datasets().setOpenAction(file.openDataset);
    m_project->runs().setRowActions(runs.onSelection);
}

void MainWindow::openAtStart(const QString& workspace)
{
    m_opener->openAtStart(workspace);
}

QList<QAction*> MainWindow::commands() const
{
    return allCommands(*menuBar(), m_pages->pages());
}

void MainWindow::openPalette()
{
    if (m_palette == nullptr)
        m_palette = new CommandPalette(this);
    m_palette->open(commands());
}

void MainWindow::showDock(const char* name)
{
    auto* dock = findChild<QDockWidget*>(QString::fromLatin1(name));
    dock->show();
    dock->raise();
}

void MainWindow::restoreWindow()
{
    const auto frame = QSize(16, 48); // not known before the window is shown
    const auto room = screen()->availableSize() - frame;
    resize(
        (screen()->availableSize() * 0.85).boundedTo({1760, 1100}).expandedTo({1280, 800}).boundedTo(room));
    restoreGeometry(windowGeometry.value());
    resize(size().boundedTo(room)); // it may have been left on a larger screen
    m_perspectives->restoreAtStart();
    m_pages->restoreState(QJsonDocument::fromJson(pageStates.value()).object());
}

void MainWindow::saveWindow() const
{
    windowGeometry.set(saveGeometry());
    pageStates.set(QJsonDocument(m_pages->saveState()).toJson(QJsonDocument::Compact));
    m_perspectives->save();
    m_opener->remember();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_session.queue().isWorking()) {
        m_session.queue().stopForLater(); // nothing that waits begins any more
        saveWindow();
        event->accept();
        return;
    }
    event->ignore();
    if (m_closing || std::exchange(m_asking, true))
        return;
    m_closeQuestion([this](bool stop) {
        m_asking = false;
        if (stop)
            stopAndClose();
    });
}

void MainWindow::stopAndClose()
{
    m_closing = true;
    statusBar()->showMessage(tr("Stopping the runs; they can be resumed at the next start…"));
    m_session.queue().stopForLater();
    if (!m_session.queue().isWorking()) // they ended while the question was open
        close();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!localPaths(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    m_opener->openPaths(localPaths(*event->mimeData()));
}

} // namespace modalscope
