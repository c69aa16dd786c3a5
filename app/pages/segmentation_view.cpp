#include "app/pages/segmentation_view.h"

#include "app/pages/progress_row.h"
#include "app/pages/sample_ranking.h"
#include "app/pages/segmentation_bar.h"
#include "app/pages/segmentation_choices.h"
#include "app/pages/segmentation_nothing.h"
#include "app/pages/segmentation_rows.h"
#include "app/pages/segmentation_sample.h"
#include "app/pages/segmentation_tables.h"
#include "app/pages/side_splitter.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/message_bar.h"
#include "widgets/base/text.h"
#include "widgets/maps/pane_grid.h"
#include "widgets/session/run_names.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QJsonArray>
#include <QLabel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace modalscope {

SegmentationView::SegmentationView(Session& session, QWidget* parent)
    : ResultView(session, QStringLiteral("segmentation"), parent)
    , m_rows(new SegmentationRows(this))
    , m_work(new SegmentationWork(session.engine(), this))
{
    pages().addWidget(makeEmpty());
    pages().addWidget(makeInside());
    connect(m_choices, &SegmentationChoices::changed, this, &SegmentationView::takeChoice);
    connect(m_ranking, &SampleRanking::sampleChosen, this, &SegmentationView::showSample);
    connect(m_bar, &SegmentationBar::opacityChanged, m_sample->grid(), &PaneGrid::setOpacity);
    connect(m_bar, &SegmentationBar::hiddenChanged, this, [this] { m_sample->setHidden(m_bar->hidden()); });
    connect(m_bar, &SegmentationBar::groundToggled, m_sample, &SegmentationSample::setTintsGround);
    connect(m_bar, &SegmentationBar::fitRequested, m_sample->grid(), &PaneGrid::fit);
    connect(m_bar, &SegmentationBar::figureToggled, this, &SegmentationView::setInFigure);
    connect(m_bar, &SegmentationBar::clearRequested, m_rows, &SegmentationRows::clear);
    connect(m_bar, &SegmentationBar::exportRequested, this, &SegmentationView::exportFigure);
    connect(m_sample, &SegmentationSample::shown, this, [this] {
        m_bar->setPanes(m_sample->panes());
        m_bar->setFigureRows(m_rows->count(), m_rows->has(shownSample()));
        Q_EMIT drawn();
    });
    connect(m_sample, &SegmentationSample::failed, this, [this](const Error& error) {
        messages().showError(error);
        Q_EMIT drawn();
    });
    connect(m_rows, &SegmentationRows::changed, this, [this] {
        m_bar->setFigureRows(m_rows->count(), m_rows->has(shownSample()));
        m_ranking->setInFigure(m_rows->samples());
    });
    connect(
        m_rows, &SegmentationRows::failed, this, [this](const Error& error) { messages().showError(error); });
    connect(m_rows, &SegmentationRows::exported, this, [this](const QString& path) {
        messages().showMessage(Severity::Success, tr("Written: %1").arg(path));
    });
    connect(m_work, &SegmentationWork::made, this, &SegmentationView::takeResult);
    connect(m_work, &SegmentationWork::progressed, m_progress, &ProgressRow::showProgress);
    connect(m_progress, &ProgressRow::cancelRequested, m_work, &SegmentationWork::cancel);
    connect(m_nothing, &SegmentationNothing::said, this, [this] {
        showWorking(false);
        m_results->setCurrentIndex(0);
    });
    connect(m_nothing, &SegmentationNothing::tryRequested, this, [this] {
        m_asked.reset();
        takeChoice();
    });
    connect(m_work, &SegmentationWork::cancelled, this, [this] {
        if (m_asked) // else the run or its dataset has gone, which is said already
            m_nothing->sayProblem(tr("The prediction was stopped; nothing of it is kept."));
    });
    connect(&session.queue(), &RunQueue::runEnded, this, [this](const QString& id) {
        if (const auto* ended = this->session().queue().run(fromQt(id)); ended != nullptr && ended->adapt)
            ask(); // there may be one more adapter set
    });
    m_sample->grid()->setOpacity(m_bar->opacity());
}

SegmentationView::~SegmentationView() = default;

QWidget* SegmentationView::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("segmentation"), tr("No finished segmentation run"),
        tr("Train a run on a dataset whose task is segmentation, and look here at what it says of every "
           "sample, with all modalities and without some of them."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { session().requestPage("experiment"); });
    return empty;
}

QWidget* SegmentationView::makeInside()
{
    auto* inside = new QWidget(this);
    m_choices = new SegmentationChoices(session(), inside);
    m_results = new QStackedWidget(inside);
    m_nothing = new SegmentationNothing(session(), m_results);
    m_progress = new ProgressRow(QStringLiteral("segmentation"), inside);
    m_results->addWidget(m_nothing);
    m_results->addWidget(makeResults());
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_choices);
    layout->addWidget(m_progress);
    layout->addWidget(m_results, 1);
    return inside;
}

QWidget* SegmentationView::makeResults()
{
    auto* results = new QWidget(this);
    auto* controls = new QWidget(results);
    auto* flow = new FlowLayout(controls);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->setSpacing(6);
    auto* steps = new QWidget(controls);
    m_bar = new SegmentationBar(controls);
    flow->addWidget(steps);
    flow->addWidget(m_bar);
    m_sample = new SegmentationSample(results);
    m_tabs = new QTabWidget(results);
    m_tabs->setObjectName(QStringLiteral("segmentationTabs"));
    m_tabs->setDocumentMode(true);
    m_ranking = new SampleRanking(steps, m_tabs);
    m_sampleTable = addTable(QStringLiteral("segmentationSampleTable"), m_tabs);
    m_splitTable = addTable(QStringLiteral("segmentationSplitTable"), m_tabs);
    m_tabs->addTab(m_ranking, tr("Samples"));
    m_tabs->addTab(m_sampleTable, tr("IoU of the sample"));
    m_tabs->addTab(m_splitTable, tr("IoU of the split"));
    m_splitter = new SideSplitter(results);
    m_splitter->setObjectName(QStringLiteral("segmentationSplitter"));
    m_splitter->setParts(m_sample, m_tabs);
    auto* layout = new QVBoxLayout(results);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(controls);
    layout->addWidget(m_splitter, 1);
    return results;
}

/// Progress of runs comes many times a second; only those that have just finished matter here.
bool SegmentationView::concerns(const SessionChange& change) const
{
    if (const auto* updated = std::get_if<RunUpdated>(&change)) {
        const auto* entry = session().run(updated->id);
        return entry != nullptr && !entry->run.metrics.isNull() && updated->id != m_choices->run();
    }
    return ResultView::concerns(change) || std::holds_alternative<SelectionChanged>(change);
}

void SegmentationView::request()
{
    m_choices->refresh();
}

void SegmentationView::takeChoice()
{
    pages().setCurrentIndex(m_choices->hasRuns() ? 1 : 0);
    if (!m_choices->hasRuns()) {
        m_asked.reset();
        m_work->cancel();
        Q_EMIT drawn();
        return;
    }
    const auto wanted = m_choices->request();
    if (!wanted)
        return m_nothing->sayWorking(tr("One moment"), tr("Reading the adapter sets of the run."));
    if (!wanted->dataset) {
        m_asked.reset();
        m_work->cancel();
        m_nothing->sayClosed(*wanted);
        Q_EMIT drawn();
        return;
    }
    if (m_asked && m_asked->asksForTheSame(*wanted)) {
        if (m_result && !m_work->isWorking() && m_result->request.asksForTheSame(*wanted))
            m_results->setCurrentIndex(1);
        return;
    }
    m_asked = wanted;
    const bool isSameSplit = m_result && m_result->request.dataset == wanted->dataset
        && m_result->request.run.folder == wanted->run.folder && m_result->request.split == wanted->split;
    if (!isSameSplit) // else what is shown stays until the next comes
        m_nothing->sayWorking(tr("Predicting"),
            tr("The network predicts every sample of %1; its maps are shown then.").arg(toQt(wanted->split)));
    showWorking(true);
    m_progress->begin(tr("loading the network"));
    m_work->request(*wanted);
}

void SegmentationView::showWorking(bool isWorking)
{
    if (!isWorking)
        m_progress->end();
    m_results->widget(1)->setEnabled(!isWorking);
}

void SegmentationView::takeResult(std::shared_ptr<const SegmentationResult> result)
{
    if (!m_asked || !m_asked->asksForTheSame(result->request))
        return; // its dataset was closed in the meantime
    if (result->error) {
        m_nothing->sayProblem(toQt(result->error->message));
        Q_EMIT drawn();
        return;
    }
    m_result = std::move(result);
    if (m_rows->setResult(m_result))
        messages().showMessage(
            Severity::Info, tr("The figure was emptied: its samples were those of another split."));
    const auto& adapted = m_result->part(Prediction::Adapted);
    if (!m_result->request.adapters.empty() && !adapted.maps)
        messages().showMessage(Severity::Error, toQt(adapted.why));
    showWorking(false);
    m_results->setCurrentIndex(1);
    m_bar->setGround(groundName(*m_result->request.dataset));
    m_splitTable->setTable(splitIouTable(*m_result, runTitle()));
    m_ranking->setResult(m_result); // chooses a sample
}

void SegmentationView::showSample(std::int64_t sample)
{
    m_sampleTable->setTable(sampleIouTable(*m_result, runTitle(), sample));
    m_sample->showSample(m_result, sample);
}

std::string SegmentationView::runTitle() const
{
    const auto* entry = m_result ? session().run(m_result->request.run.id()) : nullptr;
    return entry == nullptr ? std::string() : fromQt(RunNames::of(session()).title(*entry));
}

std::int64_t SegmentationView::shownSample() const
{
    return m_result && !m_sample->panes().empty() ? m_sample->sample() : -1;
}

void SegmentationView::addToFigure()
{
    setInFigure(true);
}

void SegmentationView::setInFigure(bool isIn)
{
    const auto sample = shownSample();
    if (sample < 0 || !isIn)
        return m_rows->take(sample);
    const auto& viewport = m_sample->grid()->viewport();
    m_rows->put(sample, viewport);
    if (!viewport.isFit())
        messages().showMessage(Severity::Info,
            tr("Sample %1 is in the figure with the part that is seen now; the export asks whether whole "
               "pictures or these parts are written. Numbers are of whole samples.")
                .arg(sample));
}

void SegmentationView::exportFigure()
{
    if (shownSample() < 0)
        return messages().showMessage(
            Severity::Info, tr("There is no sample to export; choose a run first."));
    SegmentationFigureRequest look;
    look.hidden = m_bar->hidden();
    look.opacity = m_bar->opacity();
    look.tintsGround = m_bar->tintsGround();
    look.runTitle = runTitle();
    m_rows->exportFigure({shownSample(), m_sample->grid()->viewport()}, std::move(look));
}

QJsonObject SegmentationView::saveState() const
{
    QJsonArray hidden;
    for (const auto& key : m_bar->hidden())
        hidden.append(key);
    return {{QStringLiteral("opacity"), m_bar->opacity()}, {QStringLiteral("order"), m_ranking->order()},
        {QStringLiteral("hidden"), hidden}, {QStringLiteral("tab"), m_tabs->currentIndex()},
        {QStringLiteral("ground"), m_bar->tintsGround()}, {QStringLiteral("side"), m_splitter->state()}};
}

void SegmentationView::restoreState(const QJsonObject& state)
{
    m_bar->setOpacity(state.value(QStringLiteral("opacity")).toInt(m_bar->opacity()));
    m_ranking->setOrder(state.value(QStringLiteral("order")).toString());
    std::set<QString> hidden;
    for (const auto& key : state.value(QStringLiteral("hidden")).toArray())
        hidden.insert(key.toString());
    m_bar->setHidden(std::move(hidden));
    m_tabs->setCurrentIndex(state.value(QStringLiteral("tab")).toInt());
    m_bar->setTintsGround(state.value(QStringLiteral("ground")).toBool());
    m_splitter->setState(state.value(QStringLiteral("side")).toString());
}

} // namespace modalscope
