#include "app/pages/runs_view.h"

#include "app/pages/comparison_panel.h"
#include "app/pages/config_diff_panel.h"
#include "app/pages/confusion_panel.h"
#include "app/pages/metric_panel.h"
#include "app/pages/prediction_panel.h"
#include "app/pages/run_log_panel.h"
#include "app/pages/run_table_panel.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_view.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace modalscope {

RunsView::RunsView(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_names(RunNames::of(session))
    , m_snapshots(session)
    , m_stack(new QStackedWidget(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_table(new RunTablePanel(session, this))
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("runsView"));
    m_timer->setSingleShot(true);
    m_timer->setInterval(30);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(makeDetails());
    m_splitter->setSizes({270, 390});
    m_splitter->setHandleWidth(12);
    m_splitter->setChildrenCollapsible(false);
    auto* empty = new EmptyState(QStringLiteral("compare"), tr("No runs to compare"),
        tr("Every run of the workspace is listed here with all its numbers, also runs copied from another "
           "machine into "
           "its folder “runs”."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { m_session.requestPage("experiment"); });
    m_stack->addWidget(empty);
    m_stack->addWidget(m_splitter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(m_stack);
    connect(m_timer, &QTimer::timeout, this, &RunsView::refreshDetails);
    connect(&m_session, &Session::changed, this, &RunsView::react);
    connect(&m_names, &RunNames::changed, this, [this] {
        if (isVisible())
            m_timer->start();
    });
    m_stack->setCurrentIndex(m_session.runs().empty() ? 0 : 1);
}

RunsView::~RunsView() = default;

QWidget* RunsView::makeDetails()
{
    auto* part = new QWidget(this);
    m_tabs = new QTabWidget(part);
    m_tabs->setObjectName(QStringLiteral("runTabs"));
    m_tabs->setDocumentMode(true);
    m_differences = new ConfigDiffPanel(m_tabs);
    m_metrics = new MetricPanel(m_tabs);
    m_comparison = new ComparisonPanel(m_tabs);
    m_predictions = new PredictionPanel(m_session, m_tabs);
    m_confusion = new ConfusionPanel(m_session, m_tabs);
    m_log = new RunLogPanel(m_tabs);
    m_tabs->addTab(m_metrics, tr("Metrics"));
    m_tabs->addTab(m_comparison, tr("Distribution"));
    m_tabs->addTab(m_differences, tr("Settings"));
    m_tabs->addTab(m_confusion, tr("Confusion"));
    m_tabs->addTab(m_predictions, tr("Trust"));
    m_tabs->addTab(m_log, tr("Log"));
    m_current = new QLabel(part);
    m_current->setObjectName(QStringLiteral("currentRun"));
    m_current->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_current->setWordWrap(true);
    m_rerun = new QPushButton(icon(u"experiment"), tr("Re-run with &these settings"), part);
    m_rerun->setObjectName(QStringLiteral("rerun"));
    m_continue = new QPushButton(icon(u"play"), tr("&Continue"), part);
    m_continue->setObjectName(QStringLiteral("continueRun"));
    m_folder = new QPushButton(icon(u"folder"), tr("&Open folder"), part);
    m_folder->setObjectName(QStringLiteral("openRunFolder"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_current, 1);
    for (auto* button : {m_continue, m_rerun, m_folder})
        row->addWidget(button);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_tabs, 1);
    connect(m_comparison, &ComparisonPanel::runRequested, this,
        [this](const QString& id) { m_session.selectRuns({fromQt(id)}); });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { m_timer->start(); });
    connect(m_rerun, &QPushButton::clicked, this, &RunsView::rerun);
    connect(m_folder, &QPushButton::clicked, this, &RunsView::openFolder);
    connect(m_continue, &QPushButton::clicked, this,
        [this] { m_session.continueRuns(m_session.selectedRuns()); });
    return part;
}

void RunsView::react(const SessionChange& change)
{
    if (const auto* run = std::get_if<RunUpdated>(&change)) {
        m_table->refreshRun(run->id);
        if (run->id == m_session.currentRun() && isVisible() && m_tabs->currentWidget() == m_log)
            m_log->refresh();
        if (!m_snapshots.forgetIfChanged(run->id))
            return;
    } else if (std::holds_alternative<RunsChanged>(change) || std::holds_alternative<WorkspaceChanged>(change)
        || std::holds_alternative<LooksChanged>(change)) {
        m_snapshots.clear();
        m_table->refresh();
        m_stack->setCurrentIndex(m_session.runs().empty() ? 0 : 1);
    } else if (std::holds_alternative<DatasetsChanged>(change)) {
        if (!m_snapshots.forgetIfDatasetsChanged())
            return;
    } else if (std::holds_alternative<SelectionChanged>(change)) {
        m_table->showSelection();
    } else {
        return;
    }
    if (isVisible() && !m_timer->isActive())
        m_timer->start();
}

void RunsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_timer->start();
}

void RunsView::refreshDetails()
{
    if (m_session.isReadingRuns()) // of thousands of runs more are coming
        return m_timer->start();
    const auto& selected = m_session.selectedRuns();
    const auto isSelected = [&](const StoredRun& run) {
        return std::find(selected.begin(), selected.end(), run.id()) != selected.end();
    };
    const auto chosen = m_snapshots.take(isSelected);
    m_differences->setRuns(chosen);
    std::map<std::string, int> colors;
    for (const auto& entry : m_session.runs())
        colors[entry.group()] = entry.color;
    const auto* open = m_session.currentDataset();
    const auto ofOpenDataset = [open](const StoredRun& run) {
        return open != nullptr && open->dataset
            && run.origin.datasetFingerprint == open->dataset->fingerprint;
    };
    auto compared = chosen.empty() ? m_snapshots.take(ofOpenDataset) : chosen;
    if (compared.empty())
        compared = m_snapshots.take([](const StoredRun&) { return true; });
    m_metrics->setRuns(compared, colors);
    if (m_tabs->currentWidget() == m_comparison)
        m_comparison->setRuns(compared, colors);

    const auto* entry = m_session.run(m_session.currentRun());
    auto current = std::find_if(chosen.begin(), chosen.end(),
        [&](const auto& snapshot) { return entry != nullptr && snapshot->run.id() == entry->id(); });
    const auto isFinished = [](const auto& snapshot) { return !snapshot->run.metrics.isNull(); };
    if (current != chosen.end() && !isFinished(*current))
        if (const auto other = std::find_if(chosen.begin(), chosen.end(), isFinished); other != chosen.end())
            current = other; // another one of those that are selected has something to show
    const auto shown = current == chosen.end() ? nullptr : *current;
    m_confusion->setRuns(chosen, shown);
    if (m_tabs->currentWidget() == m_predictions)
        m_predictions->setRuns(chosen, shown);
    m_log->setRun(entry == nullptr ? std::filesystem::path() : entry->run.folder,
        entry == nullptr ? "" : entry->run.status.error);
    m_current->setText(entry == nullptr ? tr("No run is selected: the metrics are those of all runs.")
            : selected.size() > 1 ? tr("%1 and %2 more").arg(m_names.title(*entry)).arg(selected.size() - 1)
                                  : m_names.title(*entry));
    m_rerun->setEnabled(entry != nullptr);
    m_folder->setEnabled(entry != nullptr);
    m_continue->setVisible(entry != nullptr && !entry->queued
        && (isResumable(entry->run.condition) || entry->run.condition == RunCondition::Failed));
}

void RunsView::openFolder()
{
    if (const auto* entry = m_session.run(m_session.currentRun()))
        QDesktopServices::openUrl(QUrl::fromLocalFile(toQt(entry->run.folder.string())));
}

void RunsView::rerun()
{
    const auto* entry = m_session.run(m_session.currentRun());
    if (entry == nullptr)
        return;
    if (const auto has = checkHasNetwork(entry->run.origin); !has)
        return m_session.addProblem({Problem::Severity::Error, has.error().message, entry->id(), {}, 0});
    auto experiment = entry->run.experiment;
    experiment.dataset = entry->run.origin.datasetPath;
    m_session.setDraft(experiment);
    m_session.requestPage("experiment");
}

QJsonObject RunsView::saveState() const
{
    return {{QStringLiteral("tab"), m_tabs->currentIndex()},
        {QStringLiteral("splitter"), QString::fromLatin1(m_splitter->saveState().toBase64())}};
}

void RunsView::restoreState(const QJsonObject& state)
{
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
    m_splitter->restoreState(
        QByteArray::fromBase64(state.value(QStringLiteral("splitter")).toString().toLatin1()));
}

} // namespace modalscope
