#include "app/pages/missing_view.h"

#include "app/pages/finished_runs.h"
#include "app/pages/labelled_row.h"
#include "app/pages/missing_selection_panel.h"
#include "app/pages/offer_choices.h"
#include "core/base/text.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

namespace modalscope {
MissingView::MissingView(Session& session, QWidget* parent)
    : TabbedView(session, QStringLiteral("missing"), parent)
    , m_work(makeMissing, [this](const MissingResult& made) { showResult(made); })
{
    m_sweep = addSheet(tr("Against the rate"), "missingSweep", true);
    m_subsets = addSheet(tr("Sets of modalities"), "missingSubsets", true);
    m_heat = addSheet(tr("One missing"), "missingHeat", false);
    m_lost = addSheet(tr("Lost without"), "missingLost", false);
    m_contributions = addSheet(tr("Contributions"), "missingContributions", true);
    addSelectionTab();
    auto* inside = new QWidget(this);
    auto* insideLayout = new QVBoxLayout(inside);
    insideLayout->setContentsMargins(0, 0, 0, 0);
    insideLayout->addWidget(makeTop());
    insideLayout->addWidget(tabs(), 1);
    pages().addWidget(makeEmpty());
    pages().addWidget(inside);
}

MissingView::~MissingView() = default;

QWidget* MissingView::makeTop()
{
    auto* top = new QWidget(this);
    m_scope = addChoice("missingScope", top);
    m_metric = addChoice("missingMetric", top);
    m_trainRate = addChoice("missingTrainRate", top);
    m_baseline = addChoice("missingBaseline", top);
    m_shown = addChoice("missingShown", top);
    m_heatGroup = addChoice("missingHeatGroup", top);
    fill([this] {
        m_scope->addItem(tr("all of the dataset"), false);
        m_scope->addItem(tr("those selected"), true);
        m_shown->addItem(tr("metric"), false);
        m_shown->addItem(tr("difference to the baseline"), true);
        offerChoices(*m_metric, {{"fused/accuracy", "fused accuracy"}});
    });
    m_baseline->setToolTip(
        tr("Effective robustness: how much better a method holds up than this one, after both "
           "curves are shifted to the same start"));
    m_shown->setToolTip(tr("Curves that lie close together are told apart by their difference to the "
                           "baseline, paired by seed"));
    m_heatGroup->setToolTip(tr("The method that the tab “One missing” shows"));
    flowLabelledChoices(top,
        {{tr("Runs"), m_scope}, {tr("Metric"), m_metric}, {tr("Trained at"), m_trainRate},
            {tr("Baseline"), m_baseline}, {tr("Shown"), m_shown}, {tr("One method"), m_heatGroup}});
    return top;
}

QWidget* MissingView::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("missing"), tr("No run was tested with missing modalities"),
        tr("Set up runs with rates under “tested at rates” and with all sets of modalities on the tab "
           "Evaluation: "
           "each is then tested at every rate and with every set from one training."),
        this);
    empty->addAction(tr("Set up a comparison"), [this] { session().requestPage("experiment"); });
    return empty;
}

MissingView::Sheet MissingView::addSheet(const QString& title, const char* name, bool hasTable)
{
    auto* scroll = new QScrollArea(tabs()); // figure and table want more height than a small screen has
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* inside = new QWidget(scroll);
    scroll->setWidget(inside);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    Sheet sheet;
    sheet.figure = new FigureView(inside);
    sheet.figure->setObjectName(QString::fromLatin1(name));
    sheet.figure->setMinimumHeight(hasTable ? 380 : 300);
    layout->addWidget(sheet.figure, 3);
    connect(sheet.figure, &FigureView::pointClicked, this,
        [this](const QString& key) { session().selectRuns({fromQt(key)}); });
    if (hasTable) {
        sheet.table = addTable(QString::fromLatin1(name) + QStringLiteral("Table"), inside);
        sheet.table->setMinimumHeight(300);
        layout->addWidget(sheet.table, 2);
    }
    tabs()->addTab(scroll, title);
    return sheet;
}

void MissingView::addSelectionTab()
{
    auto* scroll = new QScrollArea(tabs());
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_selection
        = new MissingSelectionPanel(addTable(QStringLiteral("missingSelectionTable"), scroll), scroll);
    scroll->setWidget(m_selection);
    m_selectionTab = tabs()->addTab(scroll, tr("Selection"));
    tabs()->setTabToolTip(m_selectionTab, tr("The samples that are selected on the page Embedding"));
    tabs()->setTabVisible(m_selectionTab, false);
    connect(tabs(), &QTabWidget::currentChanged, this, [this](int tab) {
        if (tab == m_selectionTab)
            ask();
    });
    connect(&session(), &Session::changed, this, [this](const SessionChange& change) {
        const auto* asked = std::get_if<PageRequested>(&change);
        if (asked == nullptr || asked->page != "missing/selection")
            return;
        m_isSelectionWanted = true;
        ask();
    });
}

bool MissingView::isSelectionOf(const StoredRun& run) const
{
    const auto& selection = session().sampleSelection();
    return selection.samples != nullptr && !selection.split.empty()
        && selection.dataset == run.origin.datasetFingerprint;
}

void MissingView::showSelectionOf(const std::vector<StoredRun>& runs)
{
    auto ofDataset = std::make_shared<std::vector<StoredRun>>();
    for (const auto& run : runs)
        if (isSelectionOf(run))
            ofDataset->push_back(run);
    const bool isThere = !ofDataset->empty();
    if (!isThere && tabs()->currentIndex() == m_selectionTab)
        tabs()->setCurrentIndex(0);
    tabs()->setTabVisible(m_selectionTab, isThere);
    if (isThere && std::exchange(m_isSelectionWanted, false))
        tabs()->setCurrentIndex(m_selectionTab);
    if (!isThere || tabs()->currentIndex() != m_selectionTab)
        return;
    const auto& selection = session().sampleSelection();
    m_selection->request(
        {.runs = std::move(ofDataset), .selected = selection.samples, .split = selection.split});
}

void MissingView::restoreState(const QJsonObject& state)
{
    TabbedView::restoreState(state);
    if (!tabs()->isTabVisible(tabs()->currentIndex())) // nothing is selected at the start
        tabs()->setCurrentIndex(0);
}

bool MissingView::concerns(const SessionChange& change) const
{
    return TabbedView::concerns(change) || std::holds_alternative<SamplesSelected>(change)
        || (std::holds_alternative<SelectionChanged>(change) && m_scope->currentData().toBool());
}

void MissingView::request()
{
    const bool onlySelected = m_scope->currentData().toBool();
    MissingRequest wanted;
    wanted.runs = finishedRunsOf(session(), onlySelected, [](const StoredRun& run) {
        return !run.metrics.namesBelow("test/rates").empty()
            || !run.metrics.namesBelow("test/subsets").empty();
    });
    pages().setCurrentIndex(wanted.runs->empty() && !onlySelected ? 0 : 1);
    showSelectionOf(*wanted.runs);
    wanted.metric = fromQt(m_metric->currentData().toString());
    const auto trainRate = fromQt(m_trainRate->currentData().toString());
    wanted.trainRate = trainRate.empty() ? -1 : numberFromText(trainRate);
    wanted.baseline = fromQt(m_baseline->currentData().toString());
    wanted.isDifference = m_shown->currentData().toBool();
    wanted.heatGroup = fromQt(m_heatGroup->currentData().toString());
    wanted.colors = groupColors();
    m_work.request(std::move(wanted));
}

void MissingView::showResult(const MissingResult& result)
{
    m_result = result;
    fill([&] { offerAll(result); });
    const std::pair<Sheet*, const Figure*> figures[]
        = {{&m_sweep, &result.sweepFigure}, {&m_subsets, &result.subsets}, {&m_heat, &result.heat},
            {&m_lost, &result.degradation}, {&m_contributions, &result.contributions}};
    for (const auto& [sheet, figure] : figures) {
        sheet->figure->setEmptyText(tr("Nothing to draw"), toQt(figure->note));
        sheet->figure->setFigure(*figure);
    }
    m_sweep.table->setTable(result.robustness);
    m_subsets.table->setTable(result.subsetRows);
    m_contributions.table->setTable(result.contributionRows);
    Q_EMIT drawn();
}

void MissingView::offerAll(const MissingResult& result)
{
    std::vector<std::pair<std::string, std::string>> metrics{{"fused/accuracy", "fused accuracy"},
        {"fused/macro_f1", "fused macro F1"}, {"fused/map", "fused mAP"}, {"fused/ece", "fused ECE"},
        {"fused/loss", "fused loss"}};
    for (const auto& name : result.modalities)
        metrics.emplace_back("modalities/" + name + "/accuracy", name + " accuracy, where it is present");
    offerChoices(*m_metric, metrics);
    std::vector<std::pair<std::string, std::string>> rates{{"", "every rate"}};
    for (const double rate : result.trainRates)
        rates.emplace_back(numberText(rate), "rate " + numberText(rate));
    offerChoices(*m_trainRate, rates);
    std::vector<std::pair<std::string, std::string>> baselines{{"", "late fusion, same training rate"}};
    for (const auto& curve : result.sweep.curves)
        baselines.emplace_back(curve.id,
            result.trainRates.size() < 2 ? curve.label
                                         : curve.label + ", trained at " + numberText(curve.trainRate));
    offerChoices(*m_baseline, baselines);
    offerChoices(*m_heatGroup, result.groups);
}

} // namespace modalscope
