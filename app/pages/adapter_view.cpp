#include "app/pages/adapter_view.h"

#include "app/pages/adapter_controls.h"
#include "app/pages/adapter_queue.h"
#include "app/pages/finished_runs.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "core/base/text.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonObject>
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
    : ResultView(session, QStringLiteral("adapter"), parent)
    , m_planTimer(singleShot(this, kPlanInterval))
    , m_readTimer(singleShot(this, kReadInterval))
    , m_controls(new AdapterControls(this))
    , m_work(makeAdapters, [this](const AdapterResult& made) { showResult(made); })
{
    auto* inside = new QSplitter(this);
    inside->setChildrenCollapsible(false);
    inside->setHandleWidth(12);
    inside->addWidget(m_controls);
    inside->addWidget(makeResults());
    inside->setStretchFactor(1, 1);
    inside->setSizes({400, 640});
    pages().addWidget(makeEmpty());
    pages().addWidget(inside);
    connect(m_controls, &AdapterControls::baseChosen, this, [this] { ask(); });
    connect(m_controls, &AdapterControls::changed, this, &AdapterView::updatePlan);
    connect(m_controls, &AdapterControls::startRequested, this, &AdapterView::start);
    connect(m_planTimer, &QTimer::timeout, this, &AdapterView::updatePlan);
    connect(m_readTimer, &QTimer::timeout, this, [this] { ask(); });
    const auto planSoon = [this] {
        if (!m_planTimer->isActive())
            m_planTimer->start();
    };
    connect(&session.queue(), &RunQueue::listChanged, this, planSoon);
    connect(&session.queue(), &RunQueue::runEnded, this, [this, planSoon](const QString& id) {
        planSoon();
        const auto* ended = this->session().queue().run(fromQt(id));
        if (ended != nullptr && ended->adapt && !m_readTimer->isActive())
            m_readTimer->start();
    });
}

AdapterView::~AdapterView() = default;

QWidget* AdapterView::makeResults()
{
    auto* results = new QWidget(this);
    auto* top = new QWidget(results);
    m_metric = addChoice("adapterMetric", top);
    flowLabelledChoices(top, {{tr("Metric"), m_metric}});
    m_tabs = new QTabWidget(results);
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(QStringLiteral("adapterTabs"));
    m_table = new TablePanel(m_tabs);
    m_table->setObjectName(QStringLiteral("adapterTable"));
    m_figure = new FigureView(m_tabs);
    m_figure->setObjectName(QStringLiteral("adapterFigure"));
    m_tabs->addTab(m_table, tr("Table"));
    m_tabs->addTab(m_figure, tr("Parameters against performance"));
    auto* layout = new QVBoxLayout(results);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(top);
    layout->addWidget(m_tabs, 1);
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
    auto* empty = new EmptyState(QStringLiteral("settings"), tr("No finished run to adapt"),
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
    return ResultView::concerns(change) || std::holds_alternative<SelectionChanged>(change);
}

/// The selected runs first, then the newest.
void AdapterView::offerBases(const std::vector<StoredRun>& finished)
{
    std::vector<std::string> ids;
    for (const auto& id : session().selectedRuns())
        ids.push_back(id);
    for (auto run = finished.rbegin(); run != finished.rend(); ++run)
        if (std::ranges::find(ids, run->id()) == ids.end())
            ids.push_back(run->id());
    std::vector<std::pair<std::string, std::string>> bases;
    for (const auto& id : ids) {
        const auto* entry = session().run(id);
        if (entry != nullptr && m_finished.contains(id) && entry->run.condition == RunCondition::Finished
            && modalitiesForAdapters(session(), entry->run).size() > 1)
            bases.emplace_back(id, fromQt(RunNames::of(session()).title(*entry)));
    }
    if (bases == m_offered)
        return;
    m_offered = std::move(bases);
    m_controls->setBases(m_offered);
}

void AdapterView::request()
{
    AdapterRequest wanted;
    wanted.runs = finishedRunsOf(session(), false);
    m_finished.clear();
    for (const auto& run : *wanted.runs)
        m_finished.insert(run.id());
    offerBases(*wanted.runs);
    wanted.base = m_controls->base();
    pages().setCurrentIndex(wanted.base.empty() ? 0 : 1);
    if (const auto* base = session().run(wanted.base)) {
        wanted.modalities = modalitiesForAdapters(session(), base->run);
        m_parameters = base->run.metrics.parameters();
        m_controls->setBase(wanted.base, wanted.modalities, suggestedTraining(base->run));
    }
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
    sayOrigins();
    m_figure->setEmptyText(tr("Nothing to draw"), toQt(result.figure.note));
    m_figure->setFigure(result.figure);
    updatePlan();
    Q_EMIT drawn();
}

/// Numbers of adapter sets stand in their own folders below that of the run.
void AdapterView::sayOrigins()
{
    constexpr std::size_t kMostNamed = 8;
    for (int row = 0; row < int(m_result.table.rows.size()); ++row) {
        const auto& cells = m_result.table.rows[std::size_t(row)].cells;
        for (int column = 1; column <= int(cells.size()); ++column) {
            const auto& cell = cells[std::size_t(column) - 1];
            auto* item = m_table->widget()->item(row, column);
            if (item == nullptr || cell.runs.empty() || cell.runs.front().find('/') == std::string::npos)
                continue;
            const auto named = std::span(cell.runs).first(std::min(cell.runs.size(), kMostNamed));
            const auto part = cell.source.empty()       ? tr("splits less before, both of the test")
                : column == 1                           ? tr("before/%1").arg(toQt(cell.source))
                : cell.source.starts_with("parameters") ? toQt(cell.source)
                                                        : tr("splits/%1").arg(toQt(cell.source));
            item->setToolTip(tr("From metrics.json of %1: %2\nDouble click selects the base run.")
                                 .arg(toQt(joinText(named, "\n")), part));
        }
    }
}

void AdapterView::updatePlan()
{
    const bool isShown = !m_result.base.empty() && m_result.base == m_controls->base();
    if (!isShown)
        return m_controls->showPlan(tr("Reading the adapter sets of the run."), 0, false);
    const auto choice = m_controls->choice();
    if (!choice) {
        m_plan = {};
        return m_controls->showPlan(toQt(choice.error().message), 0, true);
    }
    m_plan = adapterPlan(choice.value(), m_result.stored.sets, [this](const AdaptOptions& options) {
        return isAdaptationQueued(session(), m_result.base, options);
    });
    const bool isProblem = !m_plan.problem.empty();
    m_controls->showPlan(isProblem ? toQt(m_plan.problem) : planText(choice.value(), m_plan),
        int(m_plan.todo.size()), isProblem);
}

QString AdapterView::planText(const AdapterChoice& choice, const AdapterPlan& plan) const
{
    auto text = tr("%1 of modalities that are left, %2, %3: %4.")
                    .arg(counted(plan.sets, tr("set"), tr("sets")),
                        counted(qlonglong(choice.kinds.size()), tr("option"), tr("options")),
                        counted(choice.seeds, tr("seed"), tr("seeds")),
                        counted(plan.total, tr("adapter set"), tr("adapter sets")));
    QStringList already;
    if (plan.known > 0)
        already << tr("%1 there already").arg(plan.known);
    if (plan.different > 0)
        already << tr("%1 there with other settings, which stay").arg(plan.different);
    if (plan.queued > 0)
        already << tr("%1 in the queue").arg(plan.queued);
    if (!already.isEmpty())
        text += QStringLiteral(" ") + tr("Of them %1.").arg(already.join(QStringLiteral(", ")));
    QStringList learned;
    for (const auto kind : choice.kinds)
        learned << learnedText(choice, kind);
    return text + QStringLiteral(" ")
        + tr("Values learned each: %1.").arg(learned.join(QStringLiteral("; ")));
}

/// "LoRA 1,304 to 2,000", from what has been learned before.
QString AdapterView::learnedText(const AdapterChoice& choice, AdapterKind kind) const
{
    const auto label = toQt(labelOf(kind));
    if (kind == AdapterKind::Pretrained)
        return tr("%1 none").arg(label);
    if (kind == AdapterKind::Full && m_parameters > 0)
        return tr("%1 all %2").arg(label, QLocale().toString(qlonglong(m_parameters)));
    std::int64_t least = 0, most = 0;
    for (const auto& set : m_result.stored.sets) {
        auto adapter = choice.settings.adapter;
        adapter.kind = kind;
        if (toJson(set.options.adapter) != toJson(adapter))
            continue;
        least = least == 0 ? set.trainable : std::min(least, set.trainable);
        most = std::max(most, set.trainable);
    }
    if (most == 0)
        return tr("%1 known after its first set").arg(label);
    const auto range = least == most
        ? QLocale().toString(qlonglong(most))
        : tr("%1 to %2").arg(QLocale().toString(qlonglong(least)), QLocale().toString(qlonglong(most)));
    return QStringLiteral("%1 %2").arg(label, range);
}

void AdapterView::start()
{
    updatePlan(); // the queue may have changed since the button was drawn
    int queued = 0;
    for (const auto& options : m_plan.todo)
        queued += queueAdaptation(session(), m_result.base, options) ? 1 : 0;
    updatePlan();
    if (queued > 0)
        messages().showMessage(
            Severity::Success, tr("%1 queued.").arg(counted(queued, tr("adapter set"), tr("adapter sets"))));
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
    return {{QStringLiteral("tab"), m_tabs->currentIndex()},
        {QStringLiteral("controls"), m_controls->saveState()}};
}

void AdapterView::restoreState(const QJsonObject& state)
{
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
    m_controls->restoreState(state.value(QStringLiteral("controls")).toObject());
}

} // namespace modalscope
