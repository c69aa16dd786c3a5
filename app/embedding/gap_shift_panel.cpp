#include "app/embedding/gap_shift_panel.h"

#include "app/embedding/gap_maker.h"
#include "app/pages/engine_work.h"
#include "app/pages/progress_row.h"
#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "core/figure/gap_shift_figure.h"
#include "widgets/base/text.h"
#include "widgets/plot/figure_view.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_panel.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace modalscope {
namespace {

constexpr int kLeastShiftFigureHeight = 520; // two rows of panels
constexpr int kLeastShiftTableHeight = 240;

/// The runs that are on the dataset of the newest.
std::vector<StoredRun> runsOfNewestDataset(const std::vector<StoredRun>& runs)
{
    auto same = runs;
    std::erase_if(same, [&](const StoredRun& run) {
        return run.origin.datasetFingerprint != runs.back().origin.datasetFingerprint;
    });
    return same;
}

GapShiftRequest shiftRequest(const GapShiftChoice& choice)
{
    GapShiftRequest shift;
    shift.split = choice.split;
    if (const auto pair = splitText(choice.pair, '\t'); pair.size() == 2) {
        shift.x = pair[0];
        shift.y = pair[1];
    }
    const auto usual = usualGapShifts();
    shift.shifts.assign(usual.begin(), usual.end());
    return shift;
}

/// One run after the other.
Result<GapShiftReport> shiftEach(
    Engine& engine, const std::vector<StoredRun>& runs, GapShiftRequest shift, const RunContext& context)
{
    std::vector<const StoredRun*> members;
    for (const auto& run : runs)
        members.push_back(&run);
    const auto groups = runGroups(members);
    auto quiet = context; // how far one run is says little beside how many are left
    quiet.report = [](const RunEvent&) {};
    auto report = gapShiftReport(
        groups,
        [&](const StoredRun& run) {
            shift.folder = run.folder;
            return engine.shiftGap(shift, quiet);
        },
        context);
    if (report)
        report.value().conditions = conditionsText(groups);
    return report;
}

} // namespace

QString GapShiftChoice::key() const
{
    QStringList parts{toQt(split), toQt(pair)};
    for (const auto& run : *runs)
        parts << toQt(run.id());
    return parts.join(QLatin1Char('\n'));
}

GapShiftPanel::GapShiftPanel(Session& session, std::function<GapShiftChoice()> choice,
    const std::function<TablePanel*(QWidget*)>& addTable, QWidget* parent)
    : QWidget(parent)
    , m_choice(std::move(choice))
    , m_button(new QPushButton(tr("Move the features"), this))
    , m_progress(new ProgressRow(QStringLiteral("gapShift"), this))
    , m_said(new QLabel(this))
    , m_figure(new FigureView(this))
    , m_table(addTable(this))
    , m_session(session)
    , m_work(new EngineWork(session.engine(), this))
{
    m_button->setObjectName(QStringLiteral("gapShiftButton"));
    m_button->setToolTip(
        tr("Features of the two modalities are moved along the gap between them, towards and "
           "away from each other; the heads of the runs, unchanged, are asked again"));
    m_said->setObjectName(QStringLiteral("gapShiftSaid"));
    m_said->setWordWrap(true);
    m_said->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_figure->setObjectName(QStringLiteral("gapShiftFigure"));
    m_figure->setMinimumHeight(kLeastShiftFigureHeight);
    m_figure->setEmptyText(tr("No features have been moved"),
        tr("Press Move the features: the runs above are tested again with the two modalities nearer to each "
           "other and further apart. Each run predicts its split once; nothing is trained or changed."));
    m_table->setMinimumHeight(kLeastShiftTableHeight);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_button, 0, Qt::AlignLeft);
    layout->addWidget(m_progress);
    layout->addWidget(m_said);
    layout->addWidget(m_figure, 3);
    layout->addWidget(m_table, 2);
    connect(m_figure, &FigureView::pointClicked, this,
        [this](const QString& key) { m_session.selectRuns({fromQt(key)}); });
    connect(m_button, &QPushButton::clicked, this, &GapShiftPanel::start);
    connect(m_progress, &ProgressRow::cancelRequested, m_work, &EngineWork::cancel);
    connect(m_work, &EngineWork::progressed, m_progress, &ProgressRow::showProgress);
    connect(m_work, &EngineWork::failed, this, [this](const Error& error) {
        m_problem
            = error.kind == ErrorKind::Cancelled ? tr("Stopped. Nothing was changed.") : toQt(error.message);
        showState();
        Q_EMIT ended();
    });
}

void GapShiftPanel::start()
{
    const auto choice = m_choice();
    if (m_work->isWorking() || choice.runs->empty())
        return;
    m_problem.clear();
    m_progress->begin(tr("reading the networks"));
    m_work->start<GapShiftReport>(
        runDataOf(m_session, choice.runs->back()),
        [shift = shiftRequest(choice), runs = runsOfNewestDataset(*choice.runs)](
            Engine& engine, const auto& dataset, const RunContext& context) mutable {
            shift.dataset = dataset;
            return shiftEach(engine, runs, shift, context);
        },
        [this, key = choice.key()](const auto& report) {
            m_report = report;
            m_shownKey = key;
            showReport();
            showState();
            Q_EMIT ended();
        });
    showState();
}

void GapShiftPanel::showReport()
{
    if (!m_report)
        return;
    const auto figure = gapShiftFigure(*m_report, {m_choice().colors, "gap view"});
    if (figure.panels.empty())
        m_figure->setEmptyText(tr("Nothing to draw"), toQt(figure.note));
    m_figure->setFigure(figure);
    m_table->setTable(gapShiftTable(*m_report, "gap view"));
}

void GapShiftPanel::showState()
{
    const auto choice = m_choice();
    const bool isWorking = m_work->isWorking();
    if (!isWorking)
        m_progress->end();
    m_button->setEnabled(!isWorking && !choice.runs->empty() && !choice.pair.empty());
    QString text = isWorking ? QString() : m_problem;
    if (text.isEmpty() && m_report && !isWorking && m_shownKey != choice.key())
        text = tr("This is of other runs or choices than those above: press Move the features again.");
    else if (text.isEmpty() && m_report && !m_report->leftOut.empty())
        text = toQt(leftOutText(m_report->leftOut));
    m_said->setText(text);
    m_said->setVisible(!text.isEmpty());
}

} // namespace modalscope
