#include "app/embedding/gap_panel.h"

#include "app/pages/finished_runs.h"
#include "app/pages/labelled_row.h"
#include "app/pages/offer_choices.h"
#include "app/pages/progress_row.h"
#include "core/base/text.h"
#include "core/figure/gap_shift_figure.h"
#include "widgets/base/empty_state.h"
#include "widgets/base/flow_layout.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr int kMostLeftOutShown = 3;
constexpr int kLeastGapFigureHeight = 340;
constexpr int kLeastShiftFigureHeight = 520; // two rows of panels
constexpr int kLeastGapTableHeight = 240;

bool hasTwoModalities(const StoredRun& run)
{
    return run.experiment.method.kind != MethodKind::Unimodal && run.experiment.modalities.size() != 1;
}

/// A scrolled column: figure and table want more height than a small screen has.
QVBoxLayout* columnIn(QScrollArea* scroll)
{
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* inside = new QWidget(scroll);
    scroll->setWidget(inside);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(12);
    return layout;
}

QString leftOutSaid(const std::vector<std::string>& leftOut)
{
    QStringList first;
    for (const auto& why : leftOut)
        if (first.size() < kMostLeftOutShown)
            first << toQt(why);
    const auto more = int(leftOut.size()) - int(first.size());
    auto text = QLabel::tr("Left out: %1.").arg(first.join(QStringLiteral("; ")));
    if (more > 0)
        text += QLabel::tr(" And %1 more.").arg(more);
    return text;
}

} // namespace

GapPanel::GapPanel(Session& session, QWidget* parent)
    : TabbedView(session, QStringLiteral("gap"), parent)
    , m_runs(std::make_shared<const std::vector<StoredRun>>())
    , m_figure(new FigureView(this))
    , m_leftOut(new QLabel(this))
    , m_button(new QPushButton(tr("Move the features"), this))
    , m_progress(new ProgressRow(QStringLiteral("gapShift"), this))
    , m_said(new QLabel(this))
    , m_shiftFigure(new FigureView(this))
    , m_shift(new GapShiftMaker(session.engine(), this))
    , m_maker(std::make_shared<GapMaker>())
    , m_work([maker = m_maker](const GapViewRequest& request) { return maker->make(request); },
          [this](const GapViewResult& made) { showResult(made); })
{
    auto* inside = new QWidget(this);
    auto* layout = new QVBoxLayout(inside);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeTop());
    tabs()->addTab(makeGapTab(), tr("Gap"));
    tabs()->addTab(makeShiftTab(), tr("Shift experiment"));
    layout->addWidget(tabs(), 1);
    pages().addWidget(makeEmpty());
    pages().addWidget(inside);
    for (auto* figure : {m_figure, m_shiftFigure})
        connect(figure, &FigureView::pointClicked, this,
            [this](const QString& key) { this->session().selectRuns({fromQt(key)}); });
    connect(m_button, &QPushButton::clicked, this, &GapPanel::startShift);
    connect(m_progress, &ProgressRow::cancelRequested, m_shift, &GapShiftMaker::cancel);
    connect(m_shift, &GapShiftMaker::progressed, m_progress, &ProgressRow::showProgress);
    connect(m_shift, &GapShiftMaker::made, this, [this](const std::shared_ptr<const GapShiftReport>& report) {
        m_shiftReport = report;
        m_shownKey = m_pendingKey;
        showShift(*report);
        showShiftState();
        Q_EMIT shifted();
    });
    connect(m_shift, &GapShiftMaker::failed, this, [this](const Error& error) {
        m_problem
            = error.kind == ErrorKind::Cancelled ? tr("Stopped. Nothing was changed.") : toQt(error.message);
        showShiftState();
        Q_EMIT shifted();
    });
    showShiftState();
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
    auto* scroll = new QScrollArea(tabs());
    auto* layout = columnIn(scroll);
    auto* row = new QWidget(scroll->widget());
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
    m_table = addTable(QStringLiteral("gapTable"), scroll->widget());
    m_table->setMinimumHeight(kLeastGapTableHeight);
    layout->addWidget(row);
    layout->addWidget(m_figure, 3);
    layout->addWidget(m_leftOut);
    layout->addWidget(m_table, 2);
    return scroll;
}

QWidget* GapPanel::makeShiftTab()
{
    auto* scroll = new QScrollArea(tabs());
    auto* layout = columnIn(scroll);
    m_button->setObjectName(QStringLiteral("gapShiftButton"));
    m_button->setToolTip(
        tr("Features of the two modalities are moved along the gap between them, towards and "
           "away from each other; the heads of the runs, unchanged, are asked again"));
    m_said->setObjectName(QStringLiteral("gapShiftSaid"));
    m_said->setWordWrap(true);
    m_said->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_shiftFigure->setObjectName(QStringLiteral("gapShiftFigure"));
    m_shiftFigure->setMinimumHeight(kLeastShiftFigureHeight);
    m_shiftFigure->setEmptyText(tr("No features have been moved"),
        tr("Press Move the features: the runs above are tested again with the two modalities nearer to each "
           "other and further apart. Each run predicts its split once; nothing is trained or changed."));
    m_shiftTable = addTable(QStringLiteral("gapShiftTable"), scroll->widget());
    m_shiftTable->setMinimumHeight(kLeastGapTableHeight);
    layout->addWidget(m_button, 0, Qt::AlignLeft);
    layout->addWidget(m_progress);
    layout->addWidget(m_said);
    layout->addWidget(m_shiftFigure, 3);
    layout->addWidget(m_shiftTable, 2);
    return scroll;
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
    showShiftState();
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
    m_leftOut->setText(leftOutSaid(result.leftOut));
    QStringList all;
    for (const auto& why : result.leftOut)
        all << toQt(why);
    m_leftOut->setToolTip(all.join(QLatin1Char('\n')));
    m_leftOut->setVisible(!result.leftOut.empty());
    if (m_shiftReport) // colours may be others
        showShift(*m_shiftReport);
    showShiftState();
    Q_EMIT drawn();
}

QString GapPanel::shiftKey() const
{
    QStringList parts{m_split->currentData().toString(), m_pair->currentData().toString()};
    for (const auto& run : *m_runs)
        parts << toQt(run.id());
    return parts.join(QLatin1Char('\n'));
}

void GapPanel::startShift()
{
    if (m_shift->isWorking() || m_runs->empty())
        return;
    const auto& newest = m_runs->back();
    auto same = std::make_shared<std::vector<StoredRun>>(*m_runs);
    std::erase_if(*same, [&](const StoredRun& run) {
        return run.origin.datasetFingerprint != newest.origin.datasetFingerprint;
    });
    GapShiftWork work;
    work.datasetFile = datasetFile(newest);
    for (const auto& open : session().datasets())
        if (open.dataset && open.dataset->fingerprint == newest.origin.datasetFingerprint)
            work.shift.dataset = open.dataset;
    work.shift.split = fromQt(m_split->currentData().toString());
    if (const auto pair = splitText(fromQt(m_pair->currentData().toString()), '\t'); pair.size() == 2) {
        work.shift.x = pair[0];
        work.shift.y = pair[1];
    }
    const auto usual = usualGapShifts();
    work.shift.shifts.assign(usual.begin(), usual.end());
    work.runs = std::move(same);
    m_pendingKey = shiftKey();
    m_problem.clear();
    m_progress->begin(tr("reading the networks"));
    m_shift->start(std::move(work));
    showShiftState();
}

void GapPanel::showShift(const GapShiftReport& report)
{
    const auto figure = gapShiftFigure(report, {groupColors(), "gap view"});
    if (figure.panels.empty())
        m_shiftFigure->setEmptyText(tr("Nothing to draw"), toQt(figure.note));
    m_shiftFigure->setFigure(figure);
    m_shiftTable->setTable(gapShiftTable(report, "gap view"));
}

void GapPanel::showShiftState()
{
    const bool isWorking = m_shift->isWorking();
    if (!isWorking)
        m_progress->end();
    m_button->setEnabled(!isWorking && !m_runs->empty() && m_pair->count() > 0);
    QString text = isWorking ? QString() : m_problem;
    if (text.isEmpty() && m_shiftReport && !isWorking && m_shownKey != shiftKey())
        text = tr("This is of other runs or choices than those above: press Move the features again.");
    else if (text.isEmpty() && m_shiftReport && !m_shiftReport->leftOut.empty())
        text = leftOutSaid(m_shiftReport->leftOut);
    m_said->setText(text);
    m_said->setVisible(!text.isEmpty());
}

} // namespace modalscope
