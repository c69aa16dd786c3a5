#include "app/pages/adapter_view.h"

#include "app/pages/adapted_methods_panel.h"
#include "app/pages/adapter_bases.h"
#include "app/pages/adapter_controls.h"
#include "app/pages/adapter_queue.h"
#include "app/pages/adapter_results.h"
#include "app/pages/adapter_trash.h"
#include "app/pages/adapter_words.h"
#include "app/pages/placement_panel.h"
#include "app/pages/similarity_panel.h"
#include "core/config/json_options.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/queue_entry.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>

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
    , m_trash(new AdapterTrash(session, this))
    , m_results(new AdapterResults(this))
    , m_methods(new AdaptedMethodsPanel(this))
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
    tabs()->addTab(m_results, tr("Results"));
    tabs()->addTab(m_placement, tr("Placement"));
    tabs()->addTab(m_similarity, tr("Similarity"));
    tabs()->addTab(m_methods, tr("Methods"));
    connect(m_controls, &AdapterControls::baseChosen, this, [this] { ask(); });
    connect(m_controls, &AdapterControls::changed, this, &AdapterView::updatePlan);
    connect(m_controls, &AdapterControls::startRequested, this, &AdapterView::start);
    connect(m_controls, &AdapterControls::againRequested, this, &AdapterView::learnAgain);
    connect(m_controls, &AdapterControls::removeRequested, this, &AdapterView::removeSets);
    connect(m_trash, &AdapterTrash::failed, this,
        [this](const QString& text) { messages().showMessage(Severity::Error, text); });
    connect(m_trash, &AdapterTrash::restored, this, [this] { ask(); });
    connect(m_results, &AdapterResults::metricChosen, this, [this] { ask(); });
    connect(m_results, &AdapterResults::dedicatedRequested, this, &AdapterView::trainDedicated);
    for (auto* table : {m_results->table(), m_methods->table()}) {
        connect(table, &TablePanel::runsRequested, this, &AdapterView::select);
        connect(table, &TablePanel::said, this,
            [this](const QString& text) { messages().showMessage(Severity::Success, text); });
        connect(table, &TablePanel::failed, this,
            [this](const QString& text) { messages().showMessage(Severity::Error, text); });
    }
    connect(m_results->figure(), &FigureView::pointClicked, this,
        [this](const QString& key) { select({fromQt(key)}); });
    connect(m_placement, &PlacementPanel::openRequested, this, [this] {
        if (const auto* base = m_bases.empty() ? nullptr : this->session().run(m_bases.front()))
            this->session().openDataset(datasetFile(base->run));
    });
    connect(m_placement, &PlacementPanel::counted, this, [this](AdapterKind kind, qint64 values) {
        const auto known = m_placed.find(kind);
        if (known != m_placed.end() && known->second == values)
            return;
        m_placed[kind] = values;
        m_planTimer->start();
    });
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

QWidget* AdapterView::makeEmpty()
{
    m_nothing = new EmptyState(
        QStringLiteral("adapter"), tr("No finished run to adapt"), whyNoBases(session()), this);
    m_nothing->addAction(tr("Set up a comparison"), [this] { session().requestPage("experiment"); });
    return m_nothing;
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
    m_finished.clear();
    for (const auto& entry : session().runs())
        if (!entry.run.metrics.isNull())
            m_finished.insert(entry.id());
    if (auto bases = adapterBases(session()); bases != m_offered) {
        m_offered = std::move(bases);
        m_controls->setBases(m_offered);
    }
    takeSelection();
    const auto* base = session().run(m_controls->base());
    if (base == nullptr)
        m_nothing->setSentence(whyNoBases(session()));
    auto runs = std::make_shared<std::vector<StoredRun>>();
    for (const auto& entry : session().runs())
        if (base != nullptr && m_finished.contains(entry.id())
            && entry.run.origin.datasetFingerprint == base->run.origin.datasetFingerprint)
            runs->push_back(entry.run);
    wanted.runs = std::move(runs);
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
    wanted.metric = m_results->metric();
    m_methods->setRuns(wanted.runs);
    m_work.request(std::move(wanted));
}

/// A run that is selected in the list of runs becomes the base; the base stays where it is one of these.
void AdapterView::takeSelection()
{
    const auto& selected = session().selectedRuns();
    if (selected == m_selected)
        return;
    m_selected = selected;
    if (std::ranges::find(selected, m_controls->base()) != selected.end())
        return;
    for (const auto& id : selected)
        if (std::ranges::find(m_offered, id, &std::pair<std::string, std::string>::first) != m_offered.end())
            return m_controls->choose(id);
}

void AdapterView::showResult(const AdapterResult& result)
{
    m_result = result;
    m_results->show(result);
    m_similarity->setBases(result.bases, result.stored);
    updatePlan();
    Q_EMIT drawn();
}

void AdapterView::updatePlan()
{
    const auto choice = m_controls->choice();
    if (choice) {
        auto placedFor = (m_bases.empty() ? std::string() : m_bases.front())
            + toJson(choice.value().settings.adapter).dump() + toText(choice.value().settings.input);
        if (placedFor != m_placedFor)
            m_placed.clear();
        m_placedFor = std::move(placedFor);
        updatePlacement(choice.value());
    }
    m_controls->showThere(0, 0);
    if (m_result.bases.empty() || m_result.bases != m_bases)
        return m_controls->showPlan(tr("Reading the adapter sets of the run."), 0, false);
    if (!choice) {
        m_plan = {};
        return m_controls->showPlan(toQt(choice.error().message), 0, true);
    }
    m_plan = adapterPlan(choice.value(), m_result.stored, [this](std::size_t base, const auto& options) {
        return isAdaptationQueued(session(), m_result.bases[base], options);
    });
    const bool isProblem = !m_plan.problem.empty() && !m_plan.isComplete;
    QStringList sentences;
    if (!isProblem)
        sentences << adapterPlanText(choice.value(), m_plan, m_result.stored, m_parameters, m_placed);
    if (!m_plan.problem.empty())
        sentences << toQt(m_plan.problem);
    m_controls->showPlan(sentences.join(QLatin1Char(' ')), int(m_plan.todo.size()), isProblem);
    m_controls->showThere(int(m_plan.there.size()), int(toLearnAgain().size()));
}

void AdapterView::updatePlacement(const AdapterChoice& choice)
{
    const auto* base = m_bases.empty() ? nullptr : session().run(m_bases.front());
    if (base == nullptr)
        return;
    m_placement->offer(availableSets(choice.modalities, choice.mayBeMissing), choice.kinds);
    const auto entry = queueEntry(session(), base->run);
    AdaptRequest request{base->run.folder, entry.request.dataset, choice.settings};
    if (!request.dataset)
        return placeProblem(base->run, std::move(request));
    m_placement->setCanOpen(false);
    m_placement->setRequest(session().engine(), std::move(request), {});
}

/// Why there are no layers to see, and whether opening the dataset helps.
void AdapterView::placeProblem(const StoredRun& base, AdaptRequest request)
{
    const auto file = datasetFile(base);
    const auto* open = session().dataset(file);
    auto problem = tr("The dataset of this run is not open: open it to see the layers of its network.");
    if (open != nullptr && open->state == OpenDataset::State::Opening)
        problem = tr("Opening %1.").arg(toQt(open->title()));
    else if (open != nullptr && open->state == OpenDataset::State::Failed)
        problem = toQt(open->error);
    else if (open != nullptr && open->dataset)
        problem
            = tr("%1: has changed since the run was trained; bring back the file as it was.").arg(toQt(file));
    m_placement->setCanOpen(open == nullptr || open->state == OpenDataset::State::Failed);
    m_placement->setRequest(session().engine(), std::move(request), fromQt(problem));
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
