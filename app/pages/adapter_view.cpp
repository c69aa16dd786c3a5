#include "app/pages/adapter_view.h"

#include "app/pages/adapter_bases.h"
#include "app/pages/adapter_controls.h"
#include "app/pages/adapter_queue.h"
#include "app/pages/adapter_words.h"
#include "app/pages/finished_runs.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "app/pages/placement_panel.h"
#include "app/pages/similarity_panel.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/queue_entry.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kPlanInterval = 60; // ms; many entries come to the queue at once
constexpr int kReadInterval = 500; // ms between two looks at adapter sets that have ended

QTimer* singleShot(QObject* parent, int interval)
{
    auto* timer = new QTimer(parent);
    timer->setSingleShot(true);
    timer->setInterval(interval);
    return timer;
}

} // namespace

AdapterView::AdapterView(Session& session, QWidget* parent)
    : TabbedView(session, QStringLiteral("adapter"), parent)
    , m_planTimer(singleShot(this, kPlanInterval))
    , m_readTimer(singleShot(this, kReadInterval))
    , m_controls(new AdapterControls(this))
    , m_placement(new PlacementPanel(this))
    , m_similarity(new SimilarityPanel(session, this))
    , m_work(makeAdapters, [this](const AdapterResult& made) { showResult(made); })
{
    auto* inside = new QSplitter(this);
    inside->setChildrenCollapsible(false);
    inside->setHandleWidth(12);
    inside->addWidget(m_controls);
    inside->addWidget(tabs());
    inside->setStretchFactor(1, 1);
    inside->setSizes({340, 700});
    pages().addWidget(makeEmpty());
    pages().addWidget(inside);
    tabs()->addTab(makeResults(), tr("Results"));
    tabs()->addTab(m_placement, tr("Placement"));
    tabs()->addTab(m_similarity, tr("Similarity"));
    connect(m_controls, &AdapterControls::baseChosen, this, [this] { ask(); });
    connect(m_controls, &AdapterControls::changed, this, &AdapterView::updatePlan);
    connect(m_controls, &AdapterControls::startRequested, this, &AdapterView::start);
    connect(m_placement, &PlacementPanel::leaveOutChanged, m_controls, &AdapterControls::setLeaveOut);
    connect(m_planTimer, &QTimer::timeout, this, &AdapterView::updatePlan);
    connect(m_readTimer, &QTimer::timeout, this, [this] { ask(); });
    follow(session.queue());
}

AdapterView::~AdapterView() = default;

void AdapterView::follow(RunQueue& queue)
{
    const auto planSoon = [this] {
        if (!m_planTimer->isActive())
            m_planTimer->start();
    };
    connect(&queue, &RunQueue::listChanged, this, planSoon);
    connect(&queue, &RunQueue::runEnded, this, [this, planSoon](const QString& id) {
        planSoon();
        const auto* ended = session().queue().run(fromQt(id));
        if (ended != nullptr && ended->adapt && !m_readTimer->isActive())
            m_readTimer->start();
    });
}

QWidget* AdapterView::makeTop(QWidget* parent)
{
    auto* top = new QWidget(parent);
    auto* choices = new QWidget(top);
    m_metric = addChoice("adapterMetric", choices);
    flowLabelledChoices(choices, {{tr("Metric"), m_metric}});
    m_dedicated = new QPushButton(top);
    m_dedicated->setObjectName(QStringLiteral("trainDedicated"));
    m_dedicated->setToolTip(tr("Queues a run for each set of the table and each seed of its base that has "
                               "none: the same settings, trained on these modalities only"));
    auto* layout = new QHBoxLayout(top);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(choices, 1);
    layout->addWidget(m_dedicated);
    connect(m_dedicated, &QPushButton::clicked, this, &AdapterView::trainDedicated);
    return top;
}

QWidget* AdapterView::makeResults()
{
    auto* results = new QWidget(this);
    m_table = new TablePanel(results);
    m_table->setObjectName(QStringLiteral("adapterTable"));
    m_figure = new FigureView(results);
    m_figure->setObjectName(QStringLiteral("adapterFigure"));
    auto* both = new QSplitter(Qt::Vertical, results);
    both->setObjectName(QStringLiteral("adapterSplitter"));
    both->setChildrenCollapsible(false);
    both->setHandleWidth(10);
    both->addWidget(m_table);
    both->addWidget(m_figure);
    both->setStretchFactor(0, 1);
    both->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(results);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeTop(results));
    layout->addWidget(both, 1);
    connect(m_table, &TablePanel::runsRequested, this, &AdapterView::select);
    connect(m_table, &TablePanel::said, this,
        [this](const QString& text) { messages().showMessage(Severity::Success, text); });
    connect(m_table, &TablePanel::failed, this,
        [this](const QString& text) { messages().showMessage(Severity::Error, text); });
    connect(m_figure, &FigureView::pointClicked, this, [this](const QString& key) { select({fromQt(key)}); });
    return results;
}

QWidget* AdapterView::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("adapter"), tr("No finished run to adapt"),
        tr("Adapters make a trained network predict without some of its modalities, by learning a small "
           "share of its parameters. Train a run with two modalities or more on the dataset that is open, "
           "and choose it here."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { session().requestPage("experiment"); });
    return empty;
}

/// Progress of runs comes many times a second; only new results matter here.
bool AdapterView::concerns(const SessionChange& change) const
{
    if (const auto* updated = std::get_if<RunUpdated>(&change)) {
        const auto* entry = session().run(updated->id);
        return entry != nullptr && !entry->run.metrics.isNull() && !m_finished.contains(updated->id);
    }
    return TabbedView::concerns(change) || std::holds_alternative<SelectionChanged>(change);
}

void AdapterView::request()
{
    AdapterRequest wanted;
    wanted.runs = finishedRunsOf(session(), false);
    m_finished.clear();
    for (const auto& run : *wanted.runs)
        m_finished.insert(run.id());
    if (auto bases = adapterBases(session(), *wanted.runs); bases != m_offered) {
        m_offered = std::move(bases);
        m_controls->setBases(m_offered);
    }
    const auto* base = session().run(m_controls->base());
    pages().setCurrentIndex(base == nullptr ? 0 : 1);
    m_bases.clear();
    if (base != nullptr) {
        m_bases = runsLike(session(), *base);
        m_controls->setSeedRuns(int(m_bases.size()));
        if (!m_controls->everySeed())
            m_bases.resize(1);
        wanted.modalities = modalitiesForAdapters(session(), base->run);
        m_parameters = base->run.metrics.parameters();
        m_controls->setBase(base->id(), wanted.modalities, suggestedTraining(base->run));
    }
    wanted.bases = m_bases;
    wanted.metric = fromQt(m_metric->currentData().toString());
    m_work.request(std::move(wanted));
}

void AdapterView::showResult(const AdapterResult& result)
{
    m_result = result;
    fill([&] {
        std::vector<std::pair<std::string, std::string>> metrics;
        for (const auto& name : result.metrics)
            metrics.emplace_back(name, name);
        offerChoices(*m_metric, metrics);
        m_metric->setCurrentIndex(std::max(0, m_metric->findData(toQt(result.metric))));
    });
    m_table->setTable(result.table);
    sayAdapterOrigins(*m_table->widget(), result);
    m_figure->setEmptyText(tr("Nothing to draw"), toQt(result.figure.note));
    m_figure->setFigure(result.figure);
    const auto lacking = qlonglong(result.dedicatedToTrain.size());
    m_dedicated->setEnabled(lacking > 0);
    m_dedicated->setText(lacking > 0
            ? tr("Train %1").arg(counted(lacking, tr("dedicated run"), tr("dedicated runs")))
            : tr("Train dedicated runs"));
    m_similarity->setBases(result.bases, result.stored);
    updatePlan();
    Q_EMIT drawn();
}

void AdapterView::updatePlan()
{
    const auto choice = m_controls->choice();
    if (choice)
        updatePlacement(choice.value());
    if (m_result.bases.empty() || m_result.bases != m_bases)
        return m_controls->showPlan(tr("Reading the adapter sets of the run."), 0, false);
    if (!choice) {
        m_plan = {};
        return m_controls->showPlan(toQt(choice.error().message), 0, true);
    }
    m_plan = adapterPlan(choice.value(), m_result.stored, [this](std::size_t base, const auto& options) {
        return isAdaptationQueued(session(), m_result.bases[base], options);
    });
    const bool isProblem = !m_plan.problem.empty();
    m_controls->showPlan(isProblem ? toQt(m_plan.problem)
                                   : adapterPlanText(choice.value(), m_plan, m_result.stored, m_parameters),
        int(m_plan.todo.size()), isProblem);
}

void AdapterView::updatePlacement(const AdapterChoice& choice)
{
    const auto* base = m_bases.empty() ? nullptr : session().run(m_bases.front());
    if (base == nullptr)
        return;
    m_placement->offer(availableSets(choice.modalities, choice.mayBeMissing), choice.kinds);
    const auto entry = queueEntry(session(), base->run);
    m_placement->setRequest(session().engine(), {base->run.folder, entry.request.dataset, choice.settings},
        entry.request.dataset ? std::string()
                              : fromQt(tr("Open the dataset of this run to see the layers of its network.")));
}

void AdapterView::start()
{
    updatePlan(); // the queue may have changed since the button was drawn
    int queued = 0;
    for (const auto& [base, options] : m_plan.todo)
        queued += queueAdaptation(session(), m_result.bases[base], options) ? 1 : 0;
    updatePlan();
    if (queued > 0)
        messages().showMessage(
            Severity::Success, tr("%1 queued.").arg(counted(queued, tr("adapter set"), tr("adapter sets"))));
}

void AdapterView::trainDedicated()
{
    const auto* base = m_result.bases.empty() ? nullptr : session().run(m_result.bases.front());
    if (base == nullptr)
        return;
    auto experiments = m_result.dedicatedToTrain;
    for (auto& experiment : experiments)
        experiment.dataset = datasetFile(base->run);
    m_dedicated->setEnabled(false); // until results say what is still missing
    session().enqueue(experiments, "adapters page");
    messages().showMessage(Severity::Success,
        tr("%1 queued.")
            .arg(counted(qlonglong(experiments.size()), tr("dedicated run"), tr("dedicated runs"))));
}

/// Runs, of adapter folders their base.
void AdapterView::select(const std::vector<std::string>& behind)
{
    std::vector<std::string> ids;
    for (const auto& one : behind)
        if (auto id = one.substr(0, one.find('/')); std::ranges::find(ids, id) == ids.end())
            ids.push_back(std::move(id));
    session().selectRuns(std::move(ids));
}

QJsonObject AdapterView::saveState() const
{
    auto state = TabbedView::saveState();
    state.insert(QStringLiteral("controls"), m_controls->saveState());
    return state;
}

void AdapterView::restoreState(const QJsonObject& state)
{
    TabbedView::restoreState(state);
    m_controls->restoreState(state.value(QStringLiteral("controls")).toObject());
}

} // namespace modalscope
