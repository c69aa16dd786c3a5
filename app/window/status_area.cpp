#include "app/window/status_area.h"

#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QDir>
#include <QLabel>
#include <QStatusBar>
#include <QUndoStack>

#include <fstream>
#include <utility>

#include <unistd.h>

namespace modalscope {
namespace {

constexpr int kMessageTime = 6000; // ms

} // namespace

StatusArea::StatusArea(Session& session, EngineLibrary& engine, QStatusBar& bar)
    : QObject(&bar)
    , m_session(session)
    , m_engine(engine)
    , m_workspace(new QLabel)
    , m_work(new QLabel)
    , m_device(new QLabel)
    , m_memory(new QLabel)
{
    bar.setSizeGripEnabled(false);
    for (auto* label : {m_workspace, m_work, m_device, m_memory})
        label->setContentsMargins(6, 0, 6, 0);
    m_workspace->setObjectName(QStringLiteral("statusWorkspace"));
    m_work->setObjectName(QStringLiteral("statusWork"));
    m_workspace->setToolTip(tr("The folder that holds the runs"));
    m_device->setToolTip(tr("LibTorch is loaded when the first run starts"));
    m_memory->setToolTip(tr("Memory held by ModalScope"));
    bar.addWidget(m_workspace, 1);
    bar.addPermanentWidget(m_work);
    bar.addPermanentWidget(m_device);
    bar.addPermanentWidget(m_memory);
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<WorkspaceChanged>(change))
            update();
    });
    auto& undo = m_session.undoStack();
    connect(&undo, &QUndoStack::indexChanged, this, [&undo, &bar, before = undo.index()](int index) mutable {
        if (std::exchange(before, index) < index)
            bar.showMessage(tr("Done: %1. Ctrl+Z undoes it.").arg(undo.undoText()), kMessageTime);
    });
    connect(&m_timer, &QTimer::timeout, this, &StatusArea::update);
    m_timer.start(500);
    update();
}

void StatusArea::update()
{
    auto place = m_session.hasWorkspace() ? toQt(m_session.workspace().string()) : tr("no workspace");
    const auto home = QDir::homePath();
    if (place.startsWith(home + QLatin1Char('/')))
        place.replace(0, home.size(), QStringLiteral("~"));
    m_workspace->setText(place);
    const auto& queue = m_session.queue();
    const int running = queue.count(QueueState::Running);
    const int waiting = queue.count(QueueState::Waiting);
    m_work->setText(
        running + waiting == 0 ? tr("idle") : tr("%1 running, %2 queued").arg(running).arg(waiting));
    const auto* engine = m_engine.loaded();
    const auto device = engine == nullptr ? QString()
                                          : toQt(engine->version)
            + (engine->hasCuda ? QStringLiteral(" · CUDA · ") : QStringLiteral(" · CPU · "));
    m_device->setText(device + counted(queue.parallelRuns(), tr("thread"), tr("threads")));
    m_memory->setText(toQt(sizeText(residentBytes())));
}

double residentBytes()
{
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    file >> pages >> resident;
    return resident * double(::sysconf(_SC_PAGESIZE));
}

} // namespace modalscope
