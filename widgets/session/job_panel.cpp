#include "widgets/session/job_panel.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/runs/log_view.h"
#include "widgets/runs/queue_view.h"
#include "widgets/session/problem_view.h"
#include "widgets/session/session.h"

#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr std::size_t kLogLines = 5000;

/// The run whose log is shown: the one selected in the queue, else that of the session.
std::string shownRun(const QueueView& queue, const Session& session)
{
    const auto id = queue.currentRun();
    return id.empty() ? session.currentRun() : id;
}

/// What the queue has heard of a job that has no log file.
std::vector<std::string> jobLog(const QueuedRun& job)
{
    if (!job.log.empty())
        return job.log;
    return {isActive(job.state) ? "It works; there is nothing to tell yet."
                                : "It has not begun; what it says is shown here while it works."};
}

} // namespace

JobPanel::JobPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_tabs(new QTabWidget)
    , m_queue(new QueueView(session.queue()))
    , m_log(new LogView)
    , m_problems(new ProblemView(session))
{
    auto* queue = new QSplitter(Qt::Horizontal);
    queue->setObjectName(QStringLiteral("jobSplitter"));
    queue->addWidget(m_queue);
    queue->addWidget(m_log);
    queue->setStretchFactor(0, 3);
    queue->setStretchFactor(1, 2);
    queue->setChildrenCollapsible(false);
    m_tabs->setObjectName(QStringLiteral("jobTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(queue, icon(u"queue"), tr("Queue"));
    m_tabs->addTab(m_problems, icon(u"warning"), tr("Problems"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);

    m_update.setSingleShot(true);
    m_update.setInterval(200);
    connect(&m_update, &QTimer::timeout, this, &JobPanel::updateLog);
    connect(m_queue, &QueueView::currentRunChanged, this, &JobPanel::updateLog);
    connect(&session, &Session::changed, this, [this](const SessionChange& change) {
        const auto* updated = std::get_if<RunUpdated>(&change);
        if (std::holds_alternative<SelectionChanged>(change))
            updateLog();
        else if (updated != nullptr && updated->id == shownRun(*m_queue, m_session) && !m_update.isActive())
            m_update.start();
    });
    // Tests and adapters are no runs of the session: the queue alone tells of them.
    connect(&session.queue(), &RunQueue::runChanged, this, [this](const QString& id) {
        const auto shown = shownRun(*m_queue, m_session);
        if (fromQt(id) == shown && m_session.run(shown) == nullptr && !m_update.isActive())
            m_update.start();
    });
    const auto showCount = [this](int count) {
        m_tabs->setTabText(1, count > 0 ? tr("Problems (%1)").arg(count) : tr("Problems"));
    };
    connect(m_problems, &ProblemView::countChanged, this, showCount);
    showCount(m_problems->count());
}

void JobPanel::showQueue()
{
    m_tabs->setCurrentIndex(0);
}

void JobPanel::showProblems()
{
    m_tabs->setCurrentIndex(1);
}

void JobPanel::updateLog()
{
    const auto id = shownRun(*m_queue, m_session);
    const auto* run = m_session.run(id);
    const auto* queued = m_session.queue().run(id);
    if (run == nullptr && queued != nullptr)
        m_log->setLog(toQt(id), toQt(queued->title), jobLog(*queued));
    else if (run == nullptr)
        m_log->setLog({}, {}, {});
    else if (queued != nullptr && isActive(queued->state))
        m_log->setLog(toQt(id), toQt(run->title()), queued->log);
    else
        readLog(id);
}

void JobPanel::readLog(const std::string& id)
{
    auto lines = std::make_shared<std::vector<std::string>>();
    m_reader.add(
        [lines, file = m_session.run(id)->run.folder / "log.txt"](const RunContext&) -> Result<void> {
            const auto text = readFile(file);
            if (!text)
                return text.error();
            *lines = splitText(text.value(), '\n');
            if (!lines->empty() && lines->back().empty())
                lines->pop_back();
            if (lines->size() > kLogLines)
                lines->erase(lines->begin(), lines->end() - kLogLines);
            return {};
        },
        [this, id, lines](const std::optional<Error>&) {
            const auto* run = m_session.run(id);
            if (run != nullptr && shownRun(*m_queue, m_session) == id)
                m_log->setLog(toQt(id), toQt(run->title()), *lines);
        });
}

} // namespace modalscope
