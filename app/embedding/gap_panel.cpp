#include "app/embedding/gap_panel.h"

#include "app/embedding/gap_shift_panel.h"
#include "app/pages/finished_runs.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr int kLeastGapFigureHeight = 340;
constexpr int kLeastGapTableHeight = 240;

bool hasTwoModalities(const StoredRun& run)
{
    return run.experiment.method.kind != MethodKind::Unimodal && run.experiment.modalities.size() != 1;
}

/// Figure and table want more height than a small screen has.
QScrollArea* scrolled(QWidget* inside, QWidget* parent)
{
    auto* scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inside);
    return scroll;
}

} // namespace

GapPanel::GapPanel(Session& session, QWidget* parent)
    : TabbedView(session, QStringLiteral("gap"), parent)
    , m_runs(std::make_shared<const std::vector<StoredRun>>())
    , m_figure(new FigureView(this))
    , m_leftOut(new QLabel(this))
    , m_shift(new GapShiftPanel(
          session, [this] { return shiftChoice(); },
          [this](QWidget* inside) { return addTable(QStringLiteral("gapShiftTable"), inside); }, this))
    , m_maker(std::make_shared<GapMaker>())
    , m_work([maker = m_maker](const GapViewRequest& request) { return maker->make(request); },
          [this](const GapViewResult& made) { showResult(made); })
{
    auto* inside = new QWidget(this);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeTop());
    tabs()->addTab(makeGapTab(), tr("Gap"));
    tabs()->addTab(scrolled(m_shift, tabs()), tr("Shift experiment"));
    layout->addWidget(tabs(), 1);
    pages().addWidget(makeEmpty());
    pages().addWidget(inside);
    connect(m_figure, &FigureView::pointClicked, this,
        [this](const QString& key) { this->session().selectRuns({fromQt(key)}); });
    m_shift->showState();
}

GapPanel::~GapPanel()
{
    m_stop.request_stop(); // so that the thread is not waited for
}

QWidget* GapPanel::makeTop()
{
    auto* top = new QWidget(this);
    m_scope = addChoice("gapScope", top);
    m_split = addChoice("gapSplit", top);
    m_pair = addChoice("gapPair", top);
    fill([this] {
        m_scope->addItem(tr("all of the dataset"), false);
        m_scope->addItem(tr("those selected"), true);
        offerChoices(*m_split, {{"test", "test"}, {"valid", "valid"}});
    });
    m_pair->setToolTip(tr("The two modalities whose features are compared"));
    flowLabelledChoices(top, {{tr("Runs"), m_scope}, {tr("Split"), m_split}, {tr("Modalities"), m_pair}});
    return top;
}

QWidget* GapPanel::makeEmpty()
{
    auto* empty = new EmptyState(QStringLiteral("laziness"), tr("No run has features of two modalities"),
        tr("Train a method with an encoder for each modality, such as concat, late fusion or MLA. With "
           "train.feature_epochs a run also keeps features of the epochs on the way."),
        this);
    empty->addAction(tr("Set up a run"), [this] { session().requestPage("experiment"); });
    return empty;
}

QWidget* GapPanel::makeGapTab()
{
    auto* inside = new QWidget(tabs());
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(12);
    auto* row = new QWidget(inside);
    m_measure = addChoice("gapMeasure", row);
    m_epochs = addChoice("gapEpochs", row);
    fill([this] {
        std::vector<std::pair<std::string, std::string>> measures;
        for (const auto& choice : choices(GapMeasure{}))
            measures.emplace_back(choice.text, choice.label);
        offerChoices(*m_measure, measures);
        m_epochs->addItem(tr("all that were kept"), true);
        m_epochs->addItem(tr("the chosen one"), false);
    });
    m_epochs->setToolTip(tr("Features of the epoch that the run chose, or of every epoch that "
                            "train.feature_epochs asked for"));
    flowLabelledChoices(row, {{tr("Measure"), m_measure}, {tr("Epochs"), m_epochs}});
    m_figure->setObjectName(QStringLiteral("gapFigure"));
    m_figure->setMinimumHeight(kLeastGapFigureHeight);
    m_leftOut->setObjectName(QStringLiteral("gapLeftOut"));
    m_leftOut->setWordWrap(true);
    m_leftOut->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_table = addTable(QStringLiteral("gapTable"), inside);
    m_table->setMinimumHeight(kLeastGapTableHeight);
    layout->addWidget(row);
    layout->addWidget(m_figure, 3);
    layout->addWidget(m_leftOut);
    layout->addWidget(m_table, 2);
    return scrolled(inside, tabs());
}

bool GapPanel::concerns(const SessionChange& change) const
{
    return TabbedView::concerns(change)
        || (std::holds_alternative<SelectionChanged>(change) && m_scope->currentData().toBool());
}

void GapPanel::request()
{
    const bool onlySelected = m_scope->currentData().toBool();
    m_runs = finishedRunsOf(session(), onlySelected, hasTwoModalities);
    pages().setCurrentIndex(m_runs->empty() && !onlySelected ? 0 : 1);
    m_stop.request_stop(); // what was being made is not wanted any more
    m_stop = {};
    GapViewRequest wanted;
    wanted.runs = m_runs;
    wanted.split = fromQt(m_split->currentData().toString());
    wanted.overEpochs = m_epochs->currentData().toBool();
    wanted.measure
        = fromText<GapMeasure>(fromQt(m_measure->currentData().toString())).value_or(GapMeasure::Distance);
    wanted.pair = fromQt(m_pair->currentData().toString());
    wanted.colors = groupColors();
    wanted.stop = m_stop.get_token();
    if (m_figure->figure().panels.empty())
        m_figure->setEmptyText(tr("Measuring"),
            tr("The features of %1 are read and their gaps measured.")
                .arg(counted(qlonglong(m_runs->size()), tr("run"), tr("runs"))));
    m_work.request(std::move(wanted));
    m_shift->showState();
}

void GapPanel::showResult(const GapViewResult& result)
{
    if (result.isStopped)
        return; // the next one is under way
    fill([&] {
        std::vector<std::pair<std::string, std::string>> pairs;
        for (const auto& pair : result.pairs)
            pairs.emplace_back(gapPairKey(pair), pair.first + " and " + pair.second);
        offerChoices(*m_pair, pairs);
    });
    m_figure->setEmptyText(tr("Nothing to draw"), toQt(result.figure.note));
    m_figure->setFigure(result.figure);
    m_table->setTable(result.table);
    m_leftOut->setText(toQt(leftOutText(result.leftOut)));
    QStringList all;
    for (const auto& why : result.leftOut)
        all << toQt(why);
    m_leftOut->setToolTip(all.join(QLatin1Char('\n')));
    m_leftOut->setVisible(!result.leftOut.empty());
    m_shift->showReport(); // colours may be others
    m_shift->showState();
    Q_EMIT drawn();
}

GapShiftChoice GapPanel::shiftChoice() const
{
    return {m_runs, fromQt(m_split->currentData().toString()), fromQt(m_pair->currentData().toString()),
        groupColors()};
}

} // namespace modalscope
