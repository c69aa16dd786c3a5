#include "app/pages/experiment_view.h"

#include "app/pages/experiment_draft.h"
#include "app/pages/experiment_form.h"
#include "app/pages/plan_maker.h"
#include "app/pages/plan_panel.h"
#include "app/pages/run_count.h"
#include "app/pages/study_bar.h"
#include "core/base/text.h"
#include "widgets/base/icon.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <QHBoxLayout>
#include <QJsonObject>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include <set>

namespace modalscope {
ExperimentView::ExperimentView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_maker(new PlanMaker(session.engine(), this))
    , m_planTimer(new QTimer(this))
    , m_estimateTimer(new QTimer(this))
    , m_stateTimer(new QTimer(this))
    , m_messages(new MessageBar(this))
    , m_study(new StudyBar(session, *m_messages, this))
    , m_form(new ExperimentForm(session, this))
    , m_plan(new PlanPanel(session, *m_maker, this))
    , m_splitter(new QSplitter(this))
{
    setObjectName(QStringLiteral("experimentView"));
    m_messages->setObjectName(QStringLiteral("experimentMessages"));
    m_planTimer->setSingleShot(true);
    m_planTimer->setInterval(60);
    m_estimateTimer->setSingleShot(true);
    m_estimateTimer->setInterval(800);
    m_stateTimer->setSingleShot(true);
    m_splitter->addWidget(m_form);
    m_splitter->addWidget(m_plan);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({480, 560});
    m_splitter->setHandleWidth(14);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(makeTop());
    layout->addWidget(m_messages);
    layout->addWidget(m_splitter, 1);
    connectPlan();
    fillPresets();
    plan();
}

ExperimentView::~ExperimentView() = default;

QWidget* ExperimentView::makeTop()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_presets = new QMenu(this);
    m_presets->setToolTipsVisible(true);
    auto* presets = new QPushButton(icon(u"experiment"), tr("&Presets"), bar);
    presets->setObjectName(QStringLiteral("presets"));
    presets->setMenu(m_presets);
    presets->setProperty("popup", true);
    auto* load = new QPushButton(icon(u"open"), tr("&Load…"), bar);
    load->setObjectName(QStringLiteral("loadExperiment"));
    load->setToolTip(tr("Fill this form from an experiment file (JSON)"));
    auto* save = new QPushButton(icon(u"export"), tr("&Save…"), bar);
    save->setObjectName(QStringLiteral("saveExperiment"));
    save->setToolTip(tr("Write the chosen method with the first seed as an experiment file (JSON), for "
                        "modalscope-cli train"));
    row->addWidget(presets);
    row->addWidget(m_study);
    row->addStretch();
    row->addWidget(load);
    row->addWidget(save);
    connect(load, &QPushButton::clicked, this, &ExperimentView::loadExperiment);
    connect(save, &QPushButton::clicked, this, &ExperimentView::saveExperiment);
    connect(m_study, &StudyBar::storeRequested, this, &ExperimentView::saveStudy);
    connect(m_study, &StudyBar::opened, this, &ExperimentView::openStudy);
    return bar;
}

void ExperimentView::connectPlan()
{
    connect(m_form, &ExperimentForm::changed, this, [this] {
        fillPresets();
        m_planTimer->start();
    });
    connect(m_planTimer, &QTimer::timeout, this, &ExperimentView::plan);
    connect(m_estimateTimer, &QTimer::timeout, this, [this] {
        if (!isVisible() || m_plan->runs().empty() || !m_form->dataset())
            return;
        m_plan->setEstimateNote(tr("estimating time and memory…"));
        m_maker->estimate(m_plan->runs(), m_form->dataset());
    });
    connect(m_maker, &PlanMaker::planned, this, [this](const PlannedRuns& runs) {
        if (m_planRefused)
            m_messages->dismiss();
        m_planRefused = false;
        m_form->clearErrors();
        m_plan->setRuns(runs);
        m_estimateTimer->start();
    });
    connect(m_maker, &PlanMaker::refused, this, [this](const Error& error) { showProblem(error, false); });
    connect(m_maker, &PlanMaker::estimated, this, &ExperimentView::refreshSoon);
    connect(m_maker, &PlanMaker::failed, this, [this](const Error& error) {
        m_plan->setEstimateNote(tr("no estimate: %1").arg(toQt(error.message)));
    });
    connect(m_stateTimer, &QTimer::timeout, this, [this] { m_plan->refresh(); });
    connect(m_plan, &PlanPanel::startRequested, this, &ExperimentView::start);
    connect(&m_session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<RunsChanged>(change) || std::holds_alternative<RunUpdated>(change)) {
            refreshSoon();
        } else if (std::holds_alternative<DraftChanged>(change)) {
            m_form->setGrid(gridOfOne(m_session.draft()));
            m_messages->showMessage(
                Severity::Info, tr("These are the settings of the run: change what you like, then start."));
        }
    });
}

/// Runs and estimates report often; a long table takes longer to fill.
void ExperimentView::refreshSoon()
{
    if (!m_stateTimer->isActive())
        m_stateTimer->start(150 + int(m_plan->runs().size()) / 50);
}

void ExperimentView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_estimateTimer->start(); // nothing is estimated while nobody looks
}

void ExperimentView::fillPresets()
{
    m_presets->clear();
    const auto& dataset = m_form->dataset();
    const auto grid = m_form->grid();
    const int count = grid ? int(grid.value().base.modalities.size())
        : dataset          ? int(dataset->modalities.size())
                           : 0;
    for (const auto& preset : gridPresets(count, dataset ? dataset->task : Task::Classification)) {
        auto* action = m_presets->addAction(toQt(preset.name));
        action->setToolTip(toQt(preset.help));
        connect(action, &QAction::triggered, this, [this, preset] {
            auto filled = m_form->grid();
            if (!filled)
                return showProblem(filled.error(), true);
            filled.value().methods = preset.methods;
            filled.value().alone = preset.alone;
            m_form->setGrid(filled.value());
            m_messages->showMessage(Severity::Info, toQt(preset.help));
        });
    }
    if (m_presets->isEmpty())
        m_presets->addAction(tr("Tick at least two modalities first"))->setEnabled(false);
}

void ExperimentView::plan()
{
    if (!m_form->dataset()) {
        m_plan->setProblem(m_form->datasetNote());
        return;
    }
    const auto grid = m_form->grid();
    if (!grid)
        return showProblem(grid.error(), false);
    m_plan->setEstimateNote({});
    m_maker->plan(grid.value(), m_form->dataset());
}

void ExperimentView::showProblem(const Error& error, bool atField)
{
    m_planRefused = true;
    m_plan->setProblem(toQt(error.message));
    if (atField)
        m_form->showError(error);
    else
        m_form->markError(error);
    m_messages->showMessage(
        Severity::Error, toQt(error.message), tr("Go there"), [this, error] { m_form->showError(error); });
}

bool ExperimentView::finishTyping()
{
    const auto finished = m_form->finishTyping();
    if (finished)
        return true;
    m_planRefused = true; // the next plan takes the message away
    m_form->showError(finished.error());
    m_messages->showMessage(Severity::Error, toQt(finished.error().message), tr("Go there"),
        [this, error = finished.error()] { m_form->showError(error); });
    return false;
}

void ExperimentView::start()
{
    if (!finishTyping())
        return;
    if (m_planTimer->isActive()) // the planned runs are without what was changed last
        return m_messages->showMessage(Severity::Info,
            tr("The plan has just changed with what was typed last; look at it, then start again."));
    const auto grid = m_form->grid();
    if (!grid)
        return showProblem(grid.error(), true);
    const auto experiments = m_plan->experimentsToStart();
    if (experiments.empty())
        return;
    std::set<std::string> methods;
    for (const auto& experiment : experiments)
        methods.insert(methodLabel(experiment.method));
    const std::vector<std::string> names(methods.begin(), methods.end());
    std::string command = "experiment page: ";
    if (const auto name = fromQt(m_study->name()); !name.empty())
        command += "study " + name + "; ";
    for (const auto& axis : grid.value().axes)
        command += "axis " + axis.path + "; ";
    m_session.enqueue(
        experiments, command + joinText(names, "; ") + "; seeds " + seedsToText(grid.value().seeds));
    m_messages->showMessage(Severity::Success, tr("%1 queued.").arg(runCount(qsizetype(experiments.size()))),
        tr("Watch them"), [this] { m_session.requestPage("laziness"); });
    // The button is about to be disabled, and would hand its focus to the first control of the page.
    auto* watch = m_messages->findChild<QPushButton*>(QStringLiteral("messageAction"));
    if (watch != nullptr && focusWidget() != nullptr && m_plan->isAncestorOf(focusWidget()))
        watch->setFocus(Qt::OtherFocusReason);
}

QJsonObject ExperimentView::saveState() const
{
    const auto grid = m_form->grid();
    return {{QStringLiteral("tab"), m_form->currentIndex()},
        {QStringLiteral("draft"), grid ? draftText(grid.value()) : m_restoredDraft},
        {QStringLiteral("study"), m_study->name()},
        {QStringLiteral("splitter"), QString::fromLatin1(m_splitter->saveState().toBase64())}};
}

void ExperimentView::restoreState(const QJsonObject& state)
{
    m_form->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
    m_splitter->restoreState(
        QByteArray::fromBase64(state.value(QStringLiteral("splitter")).toString().toLatin1()));
    m_study->setName(state.value(QStringLiteral("study")).toString());
    m_restoredDraft = state.value(QStringLiteral("draft")).toString();
    if (const auto grid = gridFromDraft(m_restoredDraft)) {
        if (m_form->dataset() && m_form->dataset()->path == grid->base.dataset)
            m_form->setGrid(*grid);
        else
            m_form->restoreGrid(*grid);
    }
}

} // namespace modalscope
