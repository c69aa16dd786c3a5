#include "app/pages/plan_panel.h"

#include "app/pages/plan_maker.h"
#include "app/pages/run_count.h"
#include "core/base/text.h"
#include "core/experiment/axis_values.h"
#include "widgets/base/icon.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/session/session.h"
#include "widgets/tables/table_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <thread>

namespace modalscope {
namespace {

const QString kUnknown = QStringLiteral("…");

/// Runs side by side share caches, disk and, on the last core, the time that the window needs to show them.
double slowdown(int parallelRuns)
{
    constexpr double kAllCores = 0.5; // two idle cores give 0, two with a compiler on one of them gave 1
    const double cores = std::max(1u, std::thread::hardware_concurrency());
    return parallelRuns == 1 ? 1 : std::max(1 + kAllCores * parallelRuns / cores, parallelRuns / cores);
}

/// The column that simple comparisons do not need; methods, modalities and seeds have their own.
constexpr int kSettingsColumn = 2;

bool isInColumns(const std::string& path)
{
    return isInsideOption(path, "method") || path == "modalities";
}

/// A variant's label where the method's does not say the same.
std::string variantOf(const StudyRun& run)
{
    return run.variant == methodLabel(run.experiment.method) ? std::string() : run.variant;
}

bool hasSettings(const StudyRun& run)
{
    return !variantOf(run).empty() || std::any_of(run.values.begin(), run.values.end(), [](const auto& one) {
        return !isInColumns(one.first);
    });
}

/// "no HGM, train_rate 0.4"; with whole paths where there is room for them.
QString settingsText(const StudyRun& run, bool wholePaths)
{
    QStringList parts;
    if (const auto variant = variantOf(run); !variant.empty())
        parts << toQt(variant);
    for (const auto& [path, value] : run.values)
        if (!isInColumns(path))
            parts << toQt(
                (wholePaths ? path : path.substr(path.rfind('.') + 1)) + " " + axisValueText(value));
    return parts.join(QStringLiteral(", "));
}

} // namespace

PlanPanel::PlanPanel(Session& session, PlanMaker& maker, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_maker(maker)
    , m_runs(std::make_shared<const std::vector<StudyRun>>())
    , m_model(makeModel())
    , m_table(new TableView(this))
    , m_title(new QLabel(this))
    , m_totals(new QLabel(this))
    , m_start(new QPushButton(icon(u"play"), tr("Start"), this))
{
    setObjectName(QStringLiteral("planPanel"));
    m_title->setObjectName(QStringLiteral("planTitle"));
    m_title->setFont(titleFont());
    m_totals->setObjectName(QStringLiteral("planTotals"));
    m_totals->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("planTable"));
    m_table->setSearchShown(false);
    m_table->setModel(m_model);
    m_table->hideColumn(kSettingsColumn);
    m_table->table()->horizontalHeader()->setStretchLastSection(true);
    m_start->setObjectName(QStringLiteral("startRuns"));
    m_start->setDefault(true);
    m_start->setMinimumHeight(34);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_totals);
    layout->addWidget(m_table, 1);
    layout->addStretch(); // takes the table's room while there is none
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_start);
    layout->addLayout(buttons);
    connect(m_start, &QPushButton::clicked, this, &PlanPanel::startRequested);
    updateTotals();
}

PlanPanel::Model* PlanPanel::makeModel()
{
    using PlanColumn = TableColumn<PlanRow>;
    auto* model = new Model(
        {
            PlanColumn(tr("method"),
                [](const PlanRow& r) { return toQt(methodLabel(r.planned->experiment.method)); }),
            PlanColumn(tr("modalities"),
                [](const PlanRow& r) { return toQt(joinText(r.planned->experiment.modalities, ", ")); }),
            PlanColumn(tr("settings"), [](const PlanRow& r) { return settingsText(*r.planned, false); })
                .withToolTip([](const PlanRow& r) { return settingsText(*r.planned, true); })
                .explained(tr("The variant, and the values of the study's further axes")),
            PlanColumn(
                tr("seed"), [](const PlanRow& r) { return QString::number(r.planned->experiment.seed); })
                .alignedRight()
                .sortedBy([](const PlanRow& r) { return qulonglong(r.planned->experiment.seed); }),
            PlanColumn(tr("state"), [](const PlanRow& r) { return r.state; }),
            PlanColumn(tr("time"),
                [](const PlanRow& r) { return r.seconds < 0 ? kUnknown : toQt(durationText(r.seconds)); })
                .alignedRight()
                .sortedBy([](const PlanRow& r) { return r.seconds; })
                .explained(tr("Training, validation and the evaluation at the end, alone on the machine; "
                              "estimated from a few steps")),
            PlanColumn(tr("memory"),
                [](const PlanRow& r) { return r.bytes < 0 ? kUnknown : toQt(sizeText(r.bytes)); })
                .alignedRight()
                .sortedBy([](const PlanRow& r) { return r.bytes; })
                .explained(tr("Weights, gradients, optimiser state and activations of one batch, estimated")),
            PlanColumn(tr("parameters"),
                [](const PlanRow& r) {
                    return r.parameters < 0 ? kUnknown : QLocale().toString(qlonglong(r.parameters));
                })
                .alignedRight()
                .sortedBy([](const PlanRow& r) { return qlonglong(r.parameters); }),
            PlanColumn(tr("id"), [](const PlanRow& r) { return toQt(r.planned->id); })
                .explained(tr("The same experiment on the same data has the same id and is never run twice")),
        },
        this);
    model->setKey([](const PlanRow& r) { return toQt(r.planned->id); });
    return model;
}

PlanRow PlanPanel::rowOf(std::shared_ptr<const StudyRun> planned) const
{
    static const auto kNew = tr("new");
    PlanRow row;
    row.state = kNew;
    const int epochs = planned->experiment.train.epochs;
    int epochsDone = 0;
    if (const auto* entry = m_session.run(planned->id)) {
        const auto condition = entry->run.condition;
        row.isNew
            = condition != RunCondition::Finished && condition != RunCondition::Running && !entry->queued;
        if (row.isNew)
            epochsDone = std::min(entry->run.status.epoch, epochs);
        row.state = epochsDone > 0 ? tr("resumes at epoch %1").arg(epochsDone + 1) : toQt(entry->stateText());
    }
    if (const auto* summary = m_maker.summary(planned->group)) {
        row.bytes = summary->trainingBytes;
        row.seconds = summary->secondsPerEpoch * (epochs - epochsDone) + summary->secondsAtEnd;
        row.parameters = summary->parameters;
    }
    row.planned = std::move(planned);
    return row;
}

void PlanPanel::setRuns(std::shared_ptr<const std::vector<StudyRun>> runs)
{
    m_runs = std::move(runs);
    m_problem.clear();
    m_table->hideColumn(kSettingsColumn, std::none_of(m_runs->begin(), m_runs->end(), hasSettings));
    refresh();
}

void PlanPanel::setProblem(const QString& sentence)
{
    m_runs = std::make_shared<const std::vector<StudyRun>>();
    m_problem = sentence;
    refresh();
}

void PlanPanel::setEstimateNote(const QString& note)
{
    m_note = note;
    updateTotals();
}

void PlanPanel::refresh()
{
    std::vector<PlanRow> rows;
    rows.reserve(m_runs->size());
    for (const auto& planned : *m_runs)
        rows.push_back(rowOf({m_runs, &planned})); // shares the whole plan: nothing is copied
    m_model->setRows(std::move(rows));
    updateTotals();
}

std::vector<Experiment> PlanPanel::experimentsToStart() const
{
    std::vector<Experiment> experiments;
    for (const auto& row : m_model->rows())
        if (row.isNew)
            experiments.push_back(row.planned->experiment);
    return experiments;
}

void PlanPanel::updateTotals()
{
    const auto& rows = m_model->rows();
    const int toDo = int(std::count_if(rows.begin(), rows.end(), [](const PlanRow& r) { return r.isNew; }));
    m_start->setEnabled(toDo > 0);
    m_start->setText(toDo > 0 ? tr("Start %1").arg(runCount(toDo)) : tr("Start"));
    m_table->setVisible(m_problem.isEmpty());
    if (!m_problem.isEmpty()) {
        m_title->setText(tr("Nothing to run yet"));
        m_totals->setText(m_problem);
        return;
    }
    m_title->setText(rows.empty() ? tr("No runs") : runCount(qsizetype(rows.size())));
    m_totals->setText(rows.empty() ? QString()
            : toDo == 0 ? tr("Nothing left to start: all of them are there already or in the queue.")
                        : totalsText(toDo));
}

QString PlanPanel::totalsText(int toDo) const
{
    const auto& rows = m_model->rows();
    const int there = int(rows.size()) - toDo;
    QStringList parts;
    parts << (there > 0 ? tr("%1 to do, %2 there already").arg(toDo).arg(there) : tr("all of them new"));
    if (const auto estimate = estimateText(toDo); !estimate.isEmpty())
        parts << estimate;
    else if (!m_note.isEmpty())
        parts << m_note;
    return parts.join(QStringLiteral(" · "));
}

QString PlanPanel::estimateText(int toDo) const
{
    double seconds = 0;
    double bytes = 0;
    int known = 0;
    for (const auto& row : m_model->rows()) {
        if (!row.isNew || row.seconds < 0)
            continue;
        ++known;
        seconds += row.seconds;
        bytes = std::max(bytes, row.bytes);
    }
    if (known == 0)
        return {};
    const int parallel = std::max(1, std::min(toDo, m_session.queue().parallelRuns()));
    const auto time
        = toQt(durationText(seconds / known * toDo * slowdown(parallel) / parallel)); // others like these
    QStringList parts{tr("about %1 with %2 at once").arg(time).arg(parallel),
        tr("up to %1 of memory each").arg(toQt(sizeText(bytes)))};
    if (known < toDo)
        parts << tr("judged by %1 of %2").arg(known).arg(toDo);
    return parts.join(QStringLiteral(" · "));
}

} // namespace modalscope
