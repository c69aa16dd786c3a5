#include "app/window/run_table.h"

#include "app/window/section_header.h"
#include "core/base/text.h"
#include "widgets/base/color_dot.h"
#include "widgets/base/icon.h"
#include "widgets/base/palette.h"
#include "widgets/base/search_field.h"
#include "widgets/base/setting.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/runs/progress_delegate.h"
#include "widgets/tables/table_view.h"

#include <QApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace modalscope {
namespace {

enum Column {
    RunColumn,
    StateColumn,
    ProgressColumn,
    AccuracyColumn,
    SeedColumn,
    TimeLeftColumn,
    DatasetColumn,
    StartedColumn,
    IdColumn
};

constexpr int kUpdateInterval = 100; // ms
constexpr int kShareOfTime = 10; // an update that takes t is followed by a rest of at least 10 t

const Setting<bool> groupRuns{u"runs/grouped", true};

QColor colorOf(RunCondition condition, const std::optional<QueueState>& queued)
{
    const auto colors = themeColors(QApplication::palette());
    if (queued
        && (*queued == QueueState::Paused || *queued == QueueState::Held || *queued == QueueState::Stopping))
        return colors.warning;
    switch (condition) {
    case RunCondition::Running:
        return colors.accent;
    case RunCondition::Finished:
        return colors.success;
    case RunCondition::Failed:
        return colors.danger;
    case RunCondition::Interrupted:
        return colors.warning;
    case RunCondition::Queued:
    case RunCondition::Cancelled:
        break;
    }
    return colors.muted;
}

/// `splits.test.fused.accuracy.value` of metrics.json; NaN when there is none.
double testAccuracy(const nlohmann::json& metrics)
{
    static const nlohmann::json::json_pointer place("/splits/test/fused/accuracy/value");
    return metrics.is_object() && metrics.contains(place) && metrics[place].is_number()
        ? metrics[place].get<double>()
        : std::numeric_limits<double>::quiet_NaN();
}

/// "interrupted (resumable)" → "interrupted": the column is narrow, the tool tip says the rest.
QString shortened(const std::string& state)
{
    return toQt(state).section(QStringLiteral(" ("), 0, 0);
}

} // namespace

RunTable::RunTable(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ColumnTableModel<Row>(columns(), this))
    , m_table(new TableView)
{
    auto* header = new SectionHeader(tr("Runs"));
    m_groupButton = header->addButton(u"compare", tr("Group by everything but the seed"), "groupRuns");
    m_groupButton->setCheckable(true);
    m_model->setKey([](const Row& row) { return row.key; });
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setModel(m_model);
    m_table->table()->setItemDelegateForColumn(ProgressColumn, new ProgressDelegate(this));
    m_table->table()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    auto* sections = m_table->table()->horizontalHeader();
    for (const auto& [column, width] :
        {std::pair(int(StateColumn), 66), {ProgressColumn, 72}, {AccuracyColumn, 54}, {SeedColumn, 44}})
        sections->resizeSection(column, width);
    sections->setMinimumSectionSize(36);
    sections->setStretchLastSection(false);
    sections->setSectionResizeMode(RunColumn, QHeaderView::Stretch);
    for (const int column :
        {int(SeedColumn), int(TimeLeftColumn), int(DatasetColumn), int(StartedColumn), int(IdColumn)})
        m_table->hideColumn(column);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(header);
    layout->addWidget(m_table);

    m_update.setSingleShot(true);
    m_update.setInterval(kUpdateInterval);
    connect(&m_update, &QTimer::timeout, this, &RunTable::update);
    connect(&m_session, &Session::changed, this, [this, header](const SessionChange& change) {
        if (std::holds_alternative<SelectionChanged>(change))
            showSelection();
        else if (std::holds_alternative<RunsChanged>(change) || std::holds_alternative<RunUpdated>(change)
            || std::holds_alternative<LooksChanged>(change)
            || std::holds_alternative<WorkspaceChanged>(change))
            updateSoon();
        if (std::holds_alternative<RunsChanged>(change))
            header->setNote(m_session.isReadingRuns()
                    ? tr("reading…")
                    : counted(qlonglong(m_session.runs().size()), tr("run"), tr("runs")));
    });
    connect(m_groupButton, &QToolButton::toggled, this, &RunTable::setGrouped);
    connect(m_table, &TableView::selectionChanged, this, &RunTable::takeSelection);
    connect(m_table, &TableView::rowActivated, this, [this] { m_session.requestPage("laziness"); });
    connect(m_table, &TableView::contextMenuRequested, this,
        [this](int, QMenu* menu) { menu->addActions(m_actions); });
    setGrouped(groupRuns.value());
}

std::vector<TableColumn<RunTable::Row>> RunTable::columns() const
{
    using C = TableColumn<Row>;
    return {
        C(tr("Run"), [](const Row& row) { return row.title; })
            .decorated(
                [](const Row& row) { return row.pinned ? icon(u"pin", row.color) : colorDot(row.color); })
            .withToolTip([](const Row& row) { return row.title + QStringLiteral("\n") + row.dataset; })
            .explained(tr("Method and modalities; the dot has the colour that the figures use")),
        C(tr("State"), [](const Row& row) { return row.state; })
            .coloured([](const Row& row) { return row.stateColor; })
            .withToolTip([](const Row& row) { return row.state; }),
        C(tr("Done"), [](const Row& row) { return row.progress; })
            .explained(tr("Epochs, or finished runs when the line stands for several seeds"))
            .sortedBy([](const Row& row) { return row.fraction; }),
        C(tr("Test"),
            [](const Row& row) {
                return std::isnan(row.accuracy) ? QString() : QString::number(100 * row.accuracy, 'f', 1);
            })
            .sortedBy([](const Row& row) { return row.accuracy; })
            .alignedRight()
            .explained(tr("Fused accuracy on test, in %; the mean when the line stands for several seeds")),
        C(tr("Seed"), [](const Row& row) { return row.seeds; })
            .alignedRight()
            .explained(tr("The seed, or the number of seeds in the group")),
        C(tr("Time left"),
            [](const Row& row) {
                return row.secondsLeft < 0 ? QString() : toQt(durationText(row.secondsLeft));
            })
            .sortedBy([](const Row& row) { return row.secondsLeft; })
            .alignedRight(),
        C(tr("Dataset"), [](const Row& row) { return row.dataset; }),
        C(tr("Made"),
            [](const Row& row) {
                return QLocale().toString(QDateTime::fromSecsSinceEpoch(row.started), QLocale::ShortFormat);
            })
            .sortedBy([](const Row& row) { return row.started; }),
        C(tr("Id"), [](const Row& row) { return row.ids.size() == 1 ? toQt(row.ids.front()) : QString(); }),
    };
}

void RunTable::setRowActions(QList<QAction*> actions)
{
    m_actions = std::move(actions);
}

void RunTable::setGrouped(bool grouped)
{
    m_grouped = grouped;
    groupRuns.set(grouped);
    m_groupButton->setChecked(grouped);
    m_table->hideColumn(SeedColumn, grouped);
    update();
}

void RunTable::focusSearch()
{
    m_table->searchField()->setFocus(Qt::ShortcutFocusReason);
    m_table->searchField()->selectAll();
}

void RunTable::addTo(Row& row, const RunEntry& entry)
{
    const auto& run = entry.run;
    row.ids.push_back(entry.id());
    row.pinned = row.pinned || entry.pinned;
    const auto state = shortened(entry.stateText());
    if (row.state.isEmpty()) {
        row.state = state;
    } else if (row.state != state) {
        row.state = tr("mixed");
        row.stateColor = themeColors(QApplication::palette()).muted;
    }
    const bool works = run.condition == RunCondition::Running || (entry.queued && isActive(*entry.queued));
    if (row.ids.size() == 1 || works)
        row.stateColor
            = colorOf(run.condition, entry.queued && !isDone(*entry.queued) ? entry.queued : std::nullopt);
    row.started = std::max<qint64>(row.started, run.origin.created);
    if (works && entry.progress.secondsLeft >= 0)
        row.secondsLeft = std::max(row.secondsLeft, entry.progress.secondsLeft);
}

std::vector<RunTable::Row> RunTable::rows() const
{
    const bool dark = isDark(palette());
    std::vector<Row> rows;
    std::map<std::string, std::size_t> byGroup;
    struct Sums {
        int done = 0, all = 0, finished = 0, known = 0;
        double accuracy = 0;
    };
    std::vector<Sums> sums;
    for (const auto& entry : m_session.runs()) {
        const auto [place, isNew] = byGroup.try_emplace(m_grouped ? entry.group() : entry.id(), rows.size());
        if (isNew) {
            auto& row = rows.emplace_back();
            sums.emplace_back();
            row.key = toQt(place->first);
            row.title = toQt(groupTitle(entry.run.experiment));
            row.color = paletteColor(entry.color, dark);
            row.dataset = toQt(entry.run.origin.datasetName);
            row.seeds = QString::number(entry.run.experiment.seed);
        }
        auto& row = rows[place->second];
        auto& sum = sums[place->second];
        addTo(row, entry);
        sum.done += entry.run.condition == RunCondition::Finished ? entry.run.experiment.train.epochs
                                                                  : entry.run.status.epoch;
        sum.all += entry.run.experiment.train.epochs;
        sum.finished += entry.run.condition == RunCondition::Finished;
        if (const double accuracy = testAccuracy(entry.run.metrics); !std::isnan(accuracy)) {
            sum.accuracy += accuracy;
            ++sum.known;
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& row = rows[i];
        const auto& sum = sums[i];
        const int count = int(row.ids.size());
        row.accuracy = sum.known > 0 ? sum.accuracy / sum.known : std::numeric_limits<double>::quiet_NaN();
        row.fraction = sum.finished == count ? 1.0 : sum.all > 0 ? double(sum.done) / sum.all : 0.0;
        row.progress = count > 1 ? tr("%1/%2").arg(sum.finished).arg(count)
                                 : QStringLiteral("%1/%2").arg(sum.done).arg(sum.all);
        if (m_grouped)
            row.seeds = tr("n=%1").arg(count);
    }
    return rows;
}

void RunTable::updateSoon()
{
    if (!m_update.isActive())
        m_update.start();
}

void RunTable::update()
{
    QElapsedTimer timer;
    timer.start();
    m_following = true;
    m_model->setRows(rows());
    m_following = false;
    showStateWhenItSaysSomething();
    showSelection();
    m_update.setInterval(std::max(kUpdateInterval, int(timer.elapsed()) * kShareOfTime));
}

/// The names need the room while every run has finished.
void RunTable::showStateWhenItSaysSomething()
{
    const auto& all = m_session.runs();
    const bool says = std::ranges::any_of(
        all, [](const RunEntry& entry) { return entry.run.condition != RunCondition::Finished; });
    if (std::exchange(m_stateSays, says) != says)
        m_table->hideColumn(StateColumn, !says);
}

void RunTable::showSelection()
{
    const std::set<std::string> selected(m_session.selectedRuns().begin(), m_session.selectedRuns().end());
    QList<int> wanted;
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (std::ranges::any_of(m_model->row(row).ids, [&](const auto& id) { return selected.contains(id); }))
            wanted << row;
    auto shown = m_table->selectedRows();
    std::ranges::sort(shown);
    if (shown == wanted)
        return;
    m_following = true;
    m_table->selectRows(wanted);
    m_following = false;
}

void RunTable::takeSelection()
{
    if (m_following)
        return;
    std::vector<std::string> ids;
    for (const int row : m_table->selectedRows())
        ids.insert(ids.end(), m_model->row(row).ids.begin(), m_model->row(row).ids.end());
    m_session.selectRuns(std::move(ids));
}

} // namespace modalscope
