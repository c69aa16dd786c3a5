#include "app/embedding/points_view.h"

#include "app/embedding/cloud_pane.h"
#include "app/embedding/epoch_slider.h"
#include "app/embedding/layout_controls.h"
#include "app/embedding/look_controls.h"
#include "app/embedding/selection_bar.h"
#include "app/embedding/selection_side.h"
#include "app/embedding/source_choices.h"
#include "app/pages/progress_row.h"
#include "app/pages/side_splitter.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/message_bar.h"
#include "widgets/session/session.h"

#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace modalscope {
namespace {

constexpr int kWidthOfBoth = 900; // pixels for a picture and what is beside it

} // namespace

PointsView::PointsView(Session& session, QWidget* parent)
    : ResultView(session, QStringLiteral("embedding"), parent)
    , m_memory(std::make_shared<EmbeddingMemory>())
    , m_series(new EpochSeries(this))
{
    setAcceptDrops(true);
    pages().addWidget(makeEmpty());
    pages().addWidget(makeInside());
    for (auto* pane : {m_first, m_second})
        connectPane(pane);
    connectEpochs();
    m_second->sources()->followsCurrentRun(false);
    m_second->hide();
    connect(m_look, &LookControls::changed, this, &PointsView::takeLook);
    connect(m_bar, &PointsBar::comparisonChosen, this, &PointsView::compare);
    connect(m_bar, &PointsBar::toolChosen, this, &PointsView::setTool);
    connect(m_bar, &PointsBar::isolateRequested, this, &PointsView::isolate);
    connect(m_bar, &PointsBar::projectRequested, this, &PointsView::project);
    connect(m_bar, &PointsBar::fitRequested, this, &PointsView::fit);
    connect(m_bar, &PointsBar::exportRequested, this, &PointsView::exportPicture);
    connect(m_bar, &PointsBar::coordinatesRequested, this, &PointsView::exportCoordinates);
    connect(m_bar, &PointsBar::saveRequested, this, &PointsView::saveView);
    connect(m_bar, &PointsBar::openRequested, this, &PointsView::openView);
    connect(m_bar, &PointsBar::fileRequested, this, &PointsView::openFile);
    connect(m_bar, &PointsBar::sideToggled, this,
        [this](bool isShown) { m_splitter->widget(1)->setVisible(isShown); });
    connect(&session, &Session::changed, this, &PointsView::takeSession);
    takeLook();
}

PointsView::~PointsView() = default;

QWidget* PointsView::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("embedding"), tr("No features yet"),
        tr("Finish a run, open a dataset, or open a file of features (NPY, NPZ, HDF5, CSV, safetensors; you "
           "can drop it here): its samples are shown as points."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { session().requestPage("experiment"); });
    empty->addAction(tr("Open a file of features…"), [this] { openFile(); });
    return empty;
}

/// In a small window the picture comes first: the samples beside it wait for their button.
void PointsView::showEvent(QShowEvent* event)
{
    ResultView::showEvent(event);
    if (std::exchange(m_isSideChosen, true))
        return;
    QTimer::singleShot(0, this, [this] { // the size is known then
        if (width() < kWidthOfBoth)
            m_bar->setSideShown(false);
    });
}

QWidget* PointsView::makeInside()
{
    auto* inside = new QWidget(this);
    m_bar = new PointsBar(inside);
    m_look = new LookControls(inside);
    auto* main = new QWidget(inside);
    auto* panes = new QSplitter(Qt::Horizontal, main);
    panes->setObjectName(QStringLiteral("embeddingPanes"));
    panes->setChildrenCollapsible(false);
    m_first = new CloudPane(session(), QStringLiteral("embedding"), m_memory, panes);
    m_second = new CloudPane(session(), QStringLiteral("embeddingOther"), m_memory, panes);
    panes->addWidget(m_first);
    panes->addWidget(m_second);
    for (auto* pane : {m_first, m_second})
        pane->setMinimumWidth(180); // in place of what their contents ask for
    m_slider = new EpochSlider(main);
    m_seriesProgress = new ProgressRow(QStringLiteral("embeddingSeries"), main);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(panes, 1);
    column->addWidget(m_slider);
    column->addWidget(m_seriesProgress);
    auto* beside = new QWidget(inside);
    m_selection = new SelectionBar(session(), beside);
    m_side = new SelectionSide(session(), beside);
    auto* side = new QVBoxLayout(beside);
    side->setContentsMargins(0, 0, 0, 0);
    side->addWidget(m_selection);
    side->addWidget(m_side, 1);
    m_splitter = new SideSplitter(inside);
    m_splitter->setObjectName(QStringLiteral("embeddingSplitter"));
    m_splitter->setParts(main, beside);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_bar);
    layout->addWidget(m_look);
    layout->addWidget(m_splitter, 1);
    return inside;
}

void PointsView::connectPane(CloudPane* pane)
{
    connect(pane, &CloudPane::layoutChanged, this, &PointsView::takeShown);
    connect(pane, &CloudPane::samplesChanged, this, &PointsView::takeShown);
    connect(pane, &CloudPane::said, this,
        [this](const QString& sentence) { messages().showMessage(Severity::Info, sentence); });
    connect(pane, &CloudPane::projectionChanged, this,
        [this] { m_bar->setPart(!active()->request().only.empty()); });
    connect(pane->canvas(), &CloudCanvas::isolationChanged, m_bar, &PointsBar::setIsolated);
    connect(pane->canvas(), &CloudCanvas::drawn, this, &PointsView::drawn);
}

CloudPane* PointsView::active() const
{
    const auto* focused = window()->focusWidget();
    return m_second->isVisible() && focused != nullptr && m_second->isAncestorOf(focused) ? m_second
                                                                                          : m_first;
}

bool PointsView::concerns(const SessionChange& change) const
{
    if (const auto* updated = std::get_if<RunUpdated>(&change)) {
        const auto* entry = session().run(updated->id);
        return entry != nullptr && !entry->run.metrics.isNull();
    }
    return (ResultView::concerns(change) && !std::holds_alternative<LooksChanged>(change))
        || std::holds_alternative<SelectionChanged>(change);
}

void PointsView::request()
{
    m_first->refresh();
    if (m_second->isVisibleTo(this))
        m_second->refresh();
    showPages();
}

void PointsView::showPages()
{
    pages().setCurrentIndex(m_first->sources()->hasSources() ? 1 : 0);
    if (pages().currentIndex() == 0)
        Q_EMIT drawn();
}

void PointsView::takeSession(const SessionChange& change)
{
    if (std::holds_alternative<SamplesSelected>(change)) {
        m_first->takeSelection();
        m_second->takeSelection();
    } else if (std::holds_alternative<EpochCursorChanged>(change)) {
        const int epoch = session().epochCursor();
        const auto& epochs = m_first->sources()->epochs();
        if (std::ranges::find(epochs, epoch) != epochs.end() && m_slider->epoch() != epoch
            && !m_slider->isPlaying()) {
            m_slider->setEpoch(epoch);
            chooseEpoch(epoch);
        }
    }
}

void PointsView::takeLook()
{
    const auto look = m_look->look();
    m_first->canvas()->setLook(look);
    m_second->canvas()->setLook(look);
}

void PointsView::takeShown()
{
    const auto shown = m_first->shown();
    if (shown && shown->cloud)
        m_look->setColumns(shown->cloud->columns);
    const auto samples = shown ? shown->request.samples : m_first->samples();
    m_bar->setPart(!active()->request().only.empty());
    forgetSeries();
    if (samples != m_samples) {
        m_samples = samples;
        m_selection->setSamples(samples);
        m_side->setSamples(samples);
    }
    if (!shown)
        Q_EMIT drawn();
}

void PointsView::compute()
{
    active()->compute();
}

void PointsView::isolate()
{
    active()->isolate();
    m_bar->setIsolated(active()->canvas()->isIsolated());
}

void PointsView::project(bool onlySelected)
{
    active()->project(onlySelected);
}

void PointsView::fit()
{
    m_first->canvas()->showAll();
    m_second->canvas()->showAll();
}

void PointsView::setTool(CloudTool tool)
{
    m_bar->setTool(tool);
    m_first->canvas()->setTool(tool);
    m_second->canvas()->setTool(tool);
}

} // namespace modalscope
