#include "app/pages/laziness_view.h"

#include "app/pages/laziness_charts.h"
#include "app/pages/laziness_controls.h"
#include "app/pages/laziness_side.h"
#include "app/pages/run_count.h"
#include "core/experiment/run_grid.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"

#include <QEvent>
#include <QJsonObject>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace modalscope {

LazinessView::LazinessView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_snapshots(session)
    , m_timer(new QTimer(this))
    , m_messages(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_splitter(new QSplitter(this))
    , m_controls(new LazinessControls(this))
    , m_charts(new LazinessCharts(this))
    , m_side(new LazinessSide(session, this))
    , m_work(makeLaziness, [this](const LazinessResult& made) { showResult(made); })
{
    setObjectName(QStringLiteral("lazinessView"));
    m_messages->setObjectName(QStringLiteral("lazinessMessages"));
    m_timer->setSingleShot(true);
    m_timer->setInterval(
        15); // several epochs at once are drawn once; far below the 100 ms that a curve may lag
    auto* charts = new QWidget(this);
    auto* chartLayout = new QVBoxLayout(charts);
    chartLayout->setContentsMargins(0, 0, 0, 0);
    chartLayout->addWidget(m_controls);
    chartLayout->addWidget(m_charts, 1);
    m_splitter->addWidget(charts);
    m_splitter->addWidget(m_side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({760, 270});
    m_splitter->setHandleWidth(12);
    m_splitter->setChildrenCollapsible(false);
    m_stack->addWidget(makeEmpty());
    m_stack->addWidget(m_splitter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);

    connect(m_timer, &QTimer::timeout, this, &LazinessView::request);
    connect(m_controls, &LazinessControls::changed, this, &LazinessView::ask);
    connect(m_controls, &LazinessControls::layoutChanged, this, [this] {
        m_charts->arrange(m_controls->chartLayout());
        ask();
    });
    connect(m_controls, &LazinessControls::epochChosen, this,
        [this](int epoch) { m_session.setEpochCursor(epoch); });
    connect(
        m_charts, &LazinessCharts::epochChosen, this, [this](int epoch) { m_session.setEpochCursor(epoch); });
    connect(m_charts, &LazinessCharts::seriesClicked, this, &LazinessView::selectSeries);
    connect(m_side, &LazinessSide::changed, this, &LazinessView::ask);
    connect(m_side, &LazinessSide::missingAloneRequested, this, &LazinessView::trainMissingAlone);
    connect(&m_session, &Session::changed, this, &LazinessView::react);
    m_charts->arrange(m_controls->chartLayout());
    m_side->refreshDatasets();
    m_stack->setCurrentIndex(m_session.runs().empty() ? 0 : 1);
    ask();
}

LazinessView::~LazinessView() = default;

QWidget* LazinessView::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("laziness"), tr("No runs yet"),
        tr("Train a comparison: the accuracy of every modality appears here epoch by epoch, beside the same "
           "encoder "
           "trained alone."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { m_session.requestPage("experiment"); })
        ->setObjectName(QStringLiteral("emptySetUp"));
    empty->addAction(tr("What is laziness?"), [this] {
        m_session.requestPage("help");
        m_session.requestPage("help/laziness");
    });
    return empty;
}

FigureView* LazinessView::chart(LazinessChart chart) const
{
    return m_charts->chart(chart);
}

void LazinessView::react(const SessionChange& change)
{
    if (const auto* history = std::get_if<HistoryChanged>(&change)) {
        m_snapshots.forget(history->id);
    } else if (const auto* run = std::get_if<RunUpdated>(&change)) {
        if (!m_snapshots.forgetIfChanged(run->id))
            return;
    } else if (std::holds_alternative<RunsChanged>(change)
        || std::holds_alternative<WorkspaceChanged>(change)) {
        m_snapshots.clear();
        m_side->refreshDatasets();
        m_stack->setCurrentIndex(m_session.runs().empty() ? 0 : 1);
    } else if (std::holds_alternative<DatasetsChanged>(change)) {
        const bool isAnother = m_side->refreshDatasets();
        if (!m_snapshots.forgetIfDatasetsChanged() && !isAnother)
            return;
    } else if (std::holds_alternative<EpochCursorChanged>(change)) {
        const int epoch = m_session.epochCursor();
        m_controls->showEpoch(epoch);
        m_charts->showEpoch(epoch);
        return;
    } else if (!std::holds_alternative<SelectionChanged>(change)
        && !std::holds_alternative<LooksChanged>(change)) {
        return;
    }
    ask();
}

void LazinessView::ask()
{
    if (isVisible() && !m_timer->isActive())
        m_timer->start();
}

void LazinessView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    ask();
}

void LazinessView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        m_side->showResult(m_result);
    QWidget::changeEvent(event);
}

void LazinessView::request()
{
    const auto fingerprint = m_side->fingerprint();
    LazinessRequest wanted;
    wanted.runs = m_snapshots.take(
        [&](const StoredRun& run) { return run.origin.datasetFingerprint == fingerprint; });
    const auto& charts = m_controls->chartLayout().charts;
    wanted.charts = {charts.begin(), charts.end()};
    wanted.smoothing = m_controls->smoothing();
    m_controls->fill(wanted.options);
    wanted.options.command = "laziness page";
    m_drawnGroups.clear();
    m_drawnModalities.clear();
    if (m_listed == fingerprint) { // before that the lists are another dataset's: everything is shown
        wanted.options.groups = m_drawnGroups = m_side->groups();
        wanted.options.modalities = m_drawnModalities = m_side->modalities();
        if (wanted.options.groups.empty())
            wanted.options.groups = {"none"}; // nothing is ticked, while an empty list means everything
        if (wanted.options.modalities.empty())
            wanted.options.modalities = {"none"};
    }
    for (const auto& entry : m_session.runs())
        wanted.colors[entry.group()] = entry.color;
    m_work.request(std::move(wanted));
}

void LazinessView::showResult(const LazinessResult& result)
{
    m_result = result;
    m_charts->showResult(result, m_session.epochCursor());
    m_side->showResult(result);
    if (result.report.groups.empty())
        return Q_EMIT drawn();
    m_listed = m_side->fingerprint();
    if (m_drawnGroups != m_side->groups() || m_drawnModalities != m_side->modalities())
        ask(); // the lists remember what was unticked, and have what has come since
    Q_EMIT drawn();
}

void LazinessView::selectSeries(LazinessChart chart, int panel, int series)
{
    const auto& figure = m_charts->chart(chart)->figure();
    if (panel < 0 || panel >= int(figure.panels.size()))
        return;
    const auto& shown = figure.panels[std::size_t(panel)];
    std::string label;
    if (series >= 0 && series < int(shown.lines.size()))
        label = shown.lines[std::size_t(series)].label;
    else if (shown.lines.empty() && series >= 0 && series < int(shown.bars.size()))
        label = shown.bars[std::size_t(series)].label;
    const LazinessGroup* meant = nullptr; // the longest name: "MLA" also begins "MLA, HGM off"
    for (const auto& group : m_result.report.groups)
        if (!group.isAlone() && (label.starts_with(group.label) || shown.title.starts_with(group.label))
            && (meant == nullptr || group.label.size() > meant->label.size()))
            meant = &group;
    if (meant != nullptr)
        m_session.selectRuns(meant->runs);
}

void LazinessView::trainMissingAlone()
{
    std::vector<Experiment> experiments;
    for (const auto& group : m_result.report.groups) {
        if (group.isAlone() || group.method == MethodKind::Network || group.method == MethodKind::Imported)
            continue;
        for (const auto& id : group.runs) {
            const auto* entry = m_session.run(id);
            if (entry == nullptr)
                continue;
            for (const auto& modality : group.modalities)
                if (modality.alone.isEmpty()) {
                    experiments.push_back(aloneExperiment(entry->run.experiment, modality.modality));
                    experiments.back().dataset = entry->run.origin.datasetPath;
                }
        }
    }
    m_session.enqueue(experiments, "laziness page: the encoders trained alone");
    m_messages->showMessage(Severity::Success, tr("%1 queued.").arg(runCount(qsizetype(experiments.size()))));
}

QJsonObject LazinessView::saveState() const
{
    return {{QStringLiteral("side"), m_side->saveState()},
        {QStringLiteral("controls"), m_controls->saveState()},
        {QStringLiteral("splitter"), QString::fromLatin1(m_splitter->saveState().toBase64())}};
}

void LazinessView::restoreState(const QJsonObject& state)
{
    if (state.isEmpty())
        return;
    m_side->restoreState(state.value(QStringLiteral("side")).toObject());
    m_controls->restoreState(state.value(QStringLiteral("controls")).toObject());
    m_splitter->restoreState(
        QByteArray::fromBase64(state.value(QStringLiteral("splitter")).toString().toLatin1()));
    ask();
}

} // namespace modalscope
