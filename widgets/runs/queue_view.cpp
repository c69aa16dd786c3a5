#include "widgets/runs/queue_view.h"

#include "core/base/text.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/runs/progress_delegate.h"
#include "widgets/runs/queue_model.h"
#include "widgets/tables/table_view.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <functional>

namespace modalscope {
namespace {

constexpr int kUpdateInterval = 100; // ms
constexpr int kTitleWidth = 230, kDoingWidth = 170; // pixels, the least

} // namespace

QueueView::QueueView(RunQueue& queue, QWidget* parent)
    : QWidget(parent)
    , m_queue(queue)
    , m_model(new QueueModel(queue, this))
    , m_table(new TableView(this))
{
    m_table->setObjectName(QStringLiteral("queueTable"));
    m_table->setModel(m_model);
    m_table->setSearchShown(false);
    m_table->table()->setTextElideMode(Qt::ElideMiddle); // the seed stands at the end
    auto* header = m_table->table()->horizontalHeader();
    m_table->table()->setItemDelegateForColumn(QueueModel::Bar, new ProgressDelegate(this));
    for (const auto& [column, width] : {std::pair(0, 30), {1, kTitleWidth}, {2, 84}, {3, 116}, {4, 80}})
        header->resizeSection(column, width);
    header->setStretchLastSection(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 6);
    layout->setSpacing(4);
    layout->addWidget(makeBar());
    layout->addWidget(m_table);

    connect(header, &QHeaderView::sectionResized, this, [this, header] {
        if (header->underMouse() && (QGuiApplication::mouseButtons() & Qt::LeftButton))
            m_widthsChosen = true;
    });
    m_update.setSingleShot(true);
    m_update.setInterval(kUpdateInterval);
    const auto updateSoon = [this] {
        if (!m_update.isActive())
            m_update.start();
    };
    connect(&m_queue, &RunQueue::listChanged, this, updateSoon);
    connect(&m_queue, &RunQueue::runChanged, this, [this, updateSoon](const QString& id) {
        m_model->note(fromQt(id));
        updateSoon();
    });
    connect(&m_queue, &RunQueue::parallelRunsChanged, this, [this] {
        const QSignalBlocker silent(m_parallel); // nobody has chosen it
        m_parallel->setValue(m_queue.parallelRuns());
    });
    connect(&m_update, &QTimer::timeout, this, &QueueView::update);
    connect(m_table, &TableView::selectionChanged, this, [this] {
        m_chosen = chosen();
        updateButtons();
        Q_EMIT currentRunChanged();
    });
    connect(m_table, &TableView::contextMenuRequested, this, [this](int, QMenu* menu) {
        for (auto* button : {m_pause, m_resume, m_cancel, m_up, m_down}) {
            auto* action = menu->addAction(button->icon(), button->text(), button, &QToolButton::click);
            action->setEnabled(button->isEnabled());
        }
    });
    update();
}

QToolButton* QueueView::makeButton(QStringView iconName, const QString& text, const char* name)
{
    auto* button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setText(text);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setObjectName(QString::fromLatin1(name));
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QWidget* QueueView::makeBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    m_pause = makeButton(u"pause", tr("Pause"), "pauseRuns");
    m_resume = makeButton(u"play", tr("Resume"), "resumeRuns");
    m_cancel = makeButton(u"stop", tr("Cancel"), "cancelRuns");
    m_up = makeButton(u"chevron-up", tr("Earlier"), "moveRunUp");
    m_down = makeButton(u"chevron-down", tr("Later"), "moveRunDown");
    m_clear = makeButton(u"check", tr("Remove what is done from this list"), "removeDoneRuns");
    for (auto* button : {m_pause, m_resume, m_cancel, m_up, m_down, m_clear})
        layout->addWidget(button);
    m_summary = new QLabel;
    m_summary->setObjectName(QStringLiteral("queueSummary"));
    m_summary->setSizePolicy(
        QSizePolicy::Ignored, QSizePolicy::Preferred); // its text must not widen the window
    layout->addSpacing(8);
    layout->addWidget(m_summary, 1);
    auto* label = new QLabel(tr("At once"));
    label->setProperty("caption", true);
    m_parallel = new QSpinBox;
    m_parallel->setObjectName(QStringLiteral("parallelRuns"));
    m_parallel->setRange(1, 256);
    m_parallel->setValue(m_queue.parallelRuns());
    m_parallel->setToolTip(tr("Runs that work at the same time, each on one thread"));
    label->setBuddy(m_parallel);
    layout->addWidget(label);
    layout->addSpacing(4);
    layout->addWidget(m_parallel);

    connect(m_parallel, &QSpinBox::valueChanged, this, [this](int runs) { m_queue.setParallelRuns(runs); });
    connect(m_clear, &QToolButton::clicked, this, [this] { m_queue.removeDone(); });
    connect(m_up, &QToolButton::clicked, this, [this] { moveSelected(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { moveSelected(+1); });
    connect(m_pause, &QToolButton::clicked, this, [this] { act(&RunQueue::pause, &RunQueue::pauseAll); });
    connect(m_resume, &QToolButton::clicked, this, [this] { act(&RunQueue::resume, &RunQueue::resumeAll); });
    connect(m_cancel, &QToolButton::clicked, this, [this] { act(&RunQueue::cancel, &RunQueue::cancelAll); });
    return bar;
}

void QueueView::act(void (RunQueue::*one)(const std::string&), void (RunQueue::*all)())
{
    const auto ids = chosen();
    if (ids.empty())
        (m_queue.*all)();
    for (const auto& id : ids)
        (m_queue.*one)(id);
}

std::vector<std::string> QueueView::chosen() const
{
    std::vector<std::string> ids;
    for (const int row : m_table->selectedRows())
        ids.push_back(m_model->id(row));
    return ids;
}

std::string QueueView::currentRun() const
{
    const auto ids = chosen();
    return ids.empty() ? std::string() : ids.back();
}

void QueueView::selectRun(const std::string& id)
{
    update();
    if (const int row = m_model->rowOf(id); row >= 0)
        m_table->selectRows({row});
}

void QueueView::moveSelected(int by)
{
    auto ids = chosen();
    if (by > 0)
        std::ranges::reverse(ids);
    for (const auto& id : ids) {
        int target = m_queue.positionOf(id) + by;
        while (target > 0 && target + 1 < m_queue.size() && isDone(m_queue.at(target).state))
            target += by;
        m_queue.move(id, target);
    }
}

void QueueView::update()
{
    m_model->update();
    m_summary->setText(summary());
    m_summary->setToolTip(m_summary->text());
    updateButtons();
}

void QueueView::updateButtons()
{
    const auto any = [&](auto... states) {
        if (m_chosen.empty())
            return ((m_queue.count(states) > 0) || ...);
        return std::ranges::any_of(m_chosen, [&](const auto& id) {
            const auto* run = m_queue.run(id);
            return run != nullptr && ((run->state == states) || ...);
        });
    };
    using enum QueueState;
    const bool isChosen = !m_chosen.empty();
    m_pause->setEnabled(any(Running, Waiting) && (isChosen || !m_queue.isHeld()));
    m_resume->setEnabled(
        isChosen ? any(Paused, Held, Cancelled, Failed) : any(Paused, Held) || m_queue.isHeld());
    m_cancel->setEnabled(any(Running, Waiting, Paused, Held));
    m_up->setEnabled(isChosen);
    m_down->setEnabled(isChosen);
    m_clear->setEnabled(m_queue.count(Finished) + m_queue.count(Failed) + m_queue.count(Cancelled) > 0);
    const auto what = isChosen ? tr("selected runs") : tr("all runs");
    m_pause->setToolTip(tr("Pause %1").arg(what));
    m_resume->setToolTip(tr("Resume %1").arg(what));
    m_cancel->setToolTip(tr("Cancel %1 (%2)").arg(what, laterWords()));
}

QString QueueView::laterWords() const
{
    bool goesOn = false, beginsAnew = false;
    const auto look = [&](const QueuedRun* run) {
        if (run != nullptr && !isDone(run->state))
            (run->goesOn() ? goesOn : beginsAnew) = true;
    };
    for (const auto& id : m_chosen)
        look(m_queue.run(id));
    for (int i = 0; m_chosen.empty() && i < m_queue.size(); ++i)
        look(&m_queue.at(i));
    if (!beginsAnew)
        return tr("can be resumed later");
    return goesOn ? tr("runs can be resumed later; adapters and tests begin anew then")
                  : tr("begins anew when it is resumed");
}

/// What works ends after its own estimate, the next in the queue takes its place; one without an estimate is
/// taken to need as long as the longest that has one.
double QueueView::timeLeft() const
{
    using enum QueueState;
    double whole = 0; // longest time that a run needs, as far as known
    std::vector<double> ends; // of what works, in seconds from now; below 0: not known
    for (int i = 0; i < m_queue.size(); ++i) {
        const auto& run = m_queue.at(i);
        if (run.state != Running)
            continue;
        const bool isKnown = run.progress.secondsLeft >= 0 && run.progress.total > 0;
        ends.push_back(isKnown ? run.progress.secondsLeft : -1);
        if (!isKnown)
            continue;
        const double open = 1.0 - double(run.progress.done) / double(run.progress.total);
        whole = std::max(whole, open > 0.01 ? run.progress.secondsLeft / open : run.progress.secondsLeft);
    }
    if (whole <= 0)
        return 0;
    for (auto& end : ends)
        end = end < 0 ? whole : end;
    ends.resize(std::max(ends.size(), std::size_t(m_queue.parallelRuns())));
    std::ranges::make_heap(ends, std::greater());
    for (int i = 0; i < m_queue.count(Waiting); ++i) { // to the place that is free first
        std::ranges::pop_heap(ends, std::greater());
        ends.back() += whole;
        std::ranges::push_heap(ends, std::greater());
    }
    return std::ranges::max(ends);
}

QString QueueView::summary() const
{
    using enum QueueState;
    QStringList parts;
    for (const auto state : {Running, Paused, Stopping, Waiting, Held, Finished, Failed, Cancelled})
        if (const int count = m_queue.count(state); count > 0)
            parts << QStringLiteral("%1 %2").arg(count).arg(toQt(labelOf(state)));
    if (parts.isEmpty())
        return tr("Nothing queued");
    if (const double left = timeLeft(); left > 0)
        parts << tr("about %1 left").arg(toQt(durationText(left)));
    if (m_queue.isHeld())
        parts << tr("the queue is paused");
    return parts.join(QStringLiteral(" · "));
}

/// The name of a run gets what the other columns leave.
void QueueView::fitTitles()
{
    if (m_widthsChosen)
        return;
    auto* header = m_table->table()->horizontalHeader();
    int others = kDoingWidth;
    for (int column = 0; column < QueueModel::Doing; ++column)
        others += column == QueueModel::Title ? 0 : header->sectionSize(column);
    header->resizeSection(
        QueueModel::Title, std::max(kTitleWidth, m_table->table()->viewport()->width() - others));
}

void QueueView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitTitles();
}

} // namespace modalscope
