#include "app/pages/segmentation_view.h"

#include "app/pages/sample_ranking.h"
#include "app/pages/segmentation_bar.h"
#include "app/pages/segmentation_choices.h"
#include "app/pages/segmentation_rows.h"
#include "app/pages/segmentation_sample.h"
#include "app/pages/segmentation_tables.h"
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
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
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
    connect(m_rows, &SegmentationRows::changed, this,
        [this] { m_bar->setFigureRows(m_rows->count(), m_rows->has(shownSample())); });
    connect(
        m_rows, &SegmentationRows::failed, this, [this](const Error& error) { messages().showError(error); });
    connect(m_rows, &SegmentationRows::exported, this, [this](const QString& path) {
        messages().showMessage(Severity::Success, tr("Written: %1").arg(path));
    });
    connect(m_work, &SegmentationWork::made, this, &SegmentationView::takeResult);
    connect(m_work, &SegmentationWork::progressed, this, [this](const Progress& progress) {
        m_progress->setRange(0, int(progress.total)); // 0 to 0: nobody knows how much there is
        m_progress->setValue(int(progress.done));
        m_stage->setText(toQt(progress.stage));
    });
    connect(m_work, &SegmentationWork::cancelled, this, [this] {
        if (m_asked) // else the run or its dataset has gone, which is said already
            showNothing(tr("The prediction was stopped; nothing of it is kept."), false, true);
    });
    connect(&session.queue(), &RunQueue::runEnded, this, [this](const QString& id) {
        if (const auto* ended = this->session().queue().run(fromQt(id)); ended != nullptr && ended->adapt)
            ask(); // there may be one more adapter set
    });
    m_sample->grid()->setOpacity(m_bar->opacity());
    showNothing({});
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
    m_nothing = new EmptyState(QStringLiteral("segmentation"), tr("Nothing to show"), {}, m_results);
    m_open = m_nothing->addAction(tr("Open the dataset"), [this] { openDataset(); });
    m_open->setObjectName(QStringLiteral("segmentationOpen"));
    m_try = m_nothing->addAction(tr("Try again"), [this] {
        m_asked.reset();
        takeChoice();
    });
    m_try->setObjectName(QStringLiteral("segmentationTry"));
    m_results->addWidget(m_nothing);
    m_results->addWidget(makeResults());
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_choices);
    layout->addWidget(makeProgress());
    layout->addWidget(m_results, 1);
    return inside;
}

QWidget* SegmentationView::makeProgress()
{
    m_progressRow = new QWidget(this);
    m_progress = new QProgressBar(m_progressRow);
    m_progress->setObjectName(QStringLiteral("segmentationProgress"));
    m_progress->setTextVisible(false);
    m_progress->setMaximumWidth(260);
    m_stage = new QLabel(m_progressRow);
    m_stage->setObjectName(QStringLiteral("segmentationStage"));
    m_stage->setProperty("caption", true);
    auto* cancel = new QPushButton(tr("Cancel"), m_progressRow);
    cancel->setObjectName(QStringLiteral("segmentationCancel"));
    connect(cancel, &QPushButton::clicked, m_work, &SegmentationWork::cancel);
    auto* row = new QHBoxLayout(m_progressRow);
    row->setContentsMargins(0, 0, 0, 4);
    row->addWidget(m_progress);
    row->addWidget(m_stage, 1);
    row->addWidget(cancel);
    return m_progressRow;
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
    m_splitter = new QSplitter(results);
    m_splitter->setObjectName(QStringLiteral("segmentationSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(12);
    m_splitter->addWidget(m_sample);
    m_splitter->addWidget(m_tabs);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({720, 360});
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
        return showNothing(tr("Reading the adapter sets of the run."));
    if (!wanted->dataset)
        return sayClosed(*wanted);
    if (m_asked && m_asked->asksForTheSame(*wanted)) {
        if (m_result && !m_work->isWorking() && m_result->request.asksForTheSame(*wanted))
            m_results->setCurrentIndex(1);
        return;
    }
    m_asked = wanted;
    const bool isSameSplit = m_result && m_result->request.dataset == wanted->dataset
        && m_result->request.run.folder == wanted->run.folder && m_result->request.split == wanted->split;
    if (!isSameSplit) // else what is shown stays until the next comes
        showNothing(tr("Predicting %1.").arg(toQt(wanted->split)));
    m_progress->setRange(0, 0);
    m_stage->setText(tr("loading the network"));
    showWorking(true);
    m_work->request(*wanted);
}

void SegmentationView::showWorking(bool isWorking)
{
    m_progressRow->setVisible(isWorking);
    m_results->widget(1)->setEnabled(!isWorking);
}

void SegmentationView::showNothing(const QString& sentence, bool canOpen, bool canTry)
{
    showWorking(false);
    m_nothing->setSentence(sentence);
    m_open->setVisible(canOpen);
    m_try->setVisible(canTry);
    m_results->setCurrentIndex(0);
}

void SegmentationView::sayClosed(const SegmentationRequest& wanted)
{
    m_asked.reset();
    m_work->cancel();
    const auto name = toQt(wanted.run.origin.datasetName);
    const auto file = m_opened.first == wanted.run.id() ? m_opened.second : std::string();
    const auto* opened = session().dataset(file);
    if (opened != nullptr && opened->state == OpenDataset::State::Opening)
        showNothing(tr("The dataset of this run, %1, is being opened.").arg(name));
    else if (opened != nullptr && opened->state == OpenDataset::State::Failed)
        showNothing(toQt(opened->error), true);
    else if (opened != nullptr)
        showNothing(tr("%1 is not the dataset of this run any more: the run was trained on %2 with "
                       "fingerprint %3; bring that file back and open it.")
                        .arg(toQt(file), name, toQt(wanted.run.origin.datasetFingerprint.substr(0, 12))),
            true);
    else
        showNothing(
            tr("The dataset of this run, %1, is not open; its maps are shown once it is.").arg(name), true);
    Q_EMIT drawn();
}

void SegmentationView::openDataset()
{
    if (const auto* entry = session().run(m_choices->run())) {
        m_opened = {entry->id(), datasetFile(entry->run)};
        session().openDataset(m_opened.second);
    }
}

void SegmentationView::takeResult(std::shared_ptr<const SegmentationResult> result)
{
    if (!m_asked || !m_asked->asksForTheSame(result->request))
        return; // its dataset was closed in the meantime
    if (result->error) {
        showNothing(toQt(result->error->message), false, true);
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
    if (sample >= 0 && isIn)
        m_rows->put(sample, m_sample->grid()->viewport());
    else
        m_rows->take(sample);
}

void SegmentationView::exportFigure()
{
    if (shownSample() < 0)
        messages().showMessage(Severity::Info, tr("There is no sample to export; choose a run first."));
    else
        m_rows->exportFigure(
            {shownSample(), m_sample->grid()->viewport()}, m_bar->hidden(), m_bar->opacity(), runTitle());
}

QJsonObject SegmentationView::saveState() const
{
    QJsonArray hidden;
    for (const auto& key : m_bar->hidden())
        hidden.append(key);
    return {{QStringLiteral("opacity"), m_bar->opacity()}, {QStringLiteral("order"), m_ranking->order()},
        {QStringLiteral("hidden"), hidden}, {QStringLiteral("tab"), m_tabs->currentIndex()},
        {QStringLiteral("splitter"), QString::fromLatin1(m_splitter->saveState().toBase64())}};
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
    m_splitter->restoreState(
        QByteArray::fromBase64(state.value(QStringLiteral("splitter")).toString().toLatin1()));
}

} // namespace modalscope
