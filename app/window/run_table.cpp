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
#include "widgets/session/run_names.h"
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

/// Those that say something, below each other.
QString stacked(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(QLatin1Char('\n'));
}

const Setting<bool> groupRuns{u"runs/grouped", true};

} // namespace

RunTable::RunTable(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_names(RunNames::of(session))
    , m_model(new ColumnTableModel<RunLine>(columns(), this))
    , m_table(new TableView)
{
    auto* header = new SectionHeader(tr("Runs"));
    m_groupButton = header->addButton(u"compare", tr("Group by everything but the seed"), "groupRuns");
    m_groupButton->setCheckable(true);
    m_model->setKey([](const RunLine& row) { return row.key; });
    m_table->setObjectName(QStringLiteral("runTable"));
    m_table->setModel(m_model);
    m_table->table()->setItemDelegateForColumn(ProgressColumn, new ProgressDelegate(this));
    m_table->table()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    auto* sections = m_table->table()->horizontalHeader();
    for (const auto& [column, width] :
        {std::pair(int(StateColumn), 80), {ProgressColumn, 70}, {AccuracyColumn, 50}, {SeedColumn, 44}})
        sections->resizeSection(column, width);
    sections->setMinimumSectionSize(36);
    sections->setStretchLastSection(false);
    sections->setSectionResizeMode(RunColumn, QHeaderView::Stretch);
    for (const int column : {int(StateColumn), int(SeedColumn), int(TimeLeftColumn), int(DatasetColumn),
             int(StartedColumn), int(IdColumn)})
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
    connect(&m_names, &RunNames::changed, this, &RunTable::updateSoon);
    connect(m_groupButton, &QToolButton::toggled, this, &RunTable::setGrouped);
    connect(m_table, &TableView::selectionChanged, this, &RunTable::takeSelection);
    connect(m_table, &TableView::rowActivated, this, [this] { m_session.requestPage("laziness"); });
    connect(m_table, &TableView::contextMenuRequested, this,
        [this](int, QMenu* menu) { menu->addActions(m_actions); });
    setGrouped(groupRuns.value());
}

std::vector<TableColumn<RunLine>> RunTable::columns() const
{
    using C = TableColumn<RunLine>;
    return {
        C(tr("Run"), [](const RunLine& row) { return row.title; })
            .decorated(
                [](const RunLine& row) { return row.pinned ? icon(u"pin", row.color) : colorDot(row.color); })
            .withToolTip([](const RunLine& row) { return row.title + QStringLiteral("\n") + row.dataset; })
            .explained(
                tr("Method, what sets it apart from others of its kind, and modalities; the dot has the "
                   "colour that the figures use")),
        C(tr("State"), [](const RunLine& row) { return row.state; })
            .coloured([](const RunLine& row) { return row.stateColor; })
            .withToolTip([](const RunLine& row) { return row.state; }),
        C(tr("Done"), [](const RunLine& row) { return row.done; })
            .coloured([](const RunLine& row) { return row.doneColor; })
            .withToolTip([](const RunLine& row) {
                return stacked({row.state, row.missing});
            })
            .explained(tr("Epochs, or finished runs when the line stands for several seeds; a run without "
                          "numbers of its test does not count"))
            .sortedBy([](const RunLine& row) { return row.fraction; }),
        C(tr("Test"), [](const RunLine& row) { return row.resultText; })
            .withToolTip([](const RunLine& row) {
                return stacked({row.metric, row.count, row.missing});
            })
            .sortedBy([](const RunLine& row) { return row.result; })
            .alignedRight()
            .explained(tr("Of the fusion on test: accuracy or mIoU in %, or the mean absolute error of a "
                          "regression; the mean when the line stands for several seeds")),
        C(tr("Seed"), [](const RunLine& row) { return row.seeds; })
            .alignedRight()
            .explained(tr("The seed, or the number of seeds in the group")),
        C(tr("Time left"),
            [](const RunLine& row) {
                return row.secondsLeft < 0 ? QString() : toQt(durationText(row.secondsLeft));
            })
            .sortedBy([](const RunLine& row) { return row.secondsLeft; })
            .alignedRight(),
        C(tr("Dataset"), [](const RunLine& row) { return row.dataset; }),
        C(tr("Made"),
            [](const RunLine& row) {
                return QLocale().toString(QDateTime::fromSecsSinceEpoch(row.started), QLocale::ShortFormat);
            })
            .sortedBy([](const RunLine& row) { return row.started; }),
        C(tr("Id"),
            [](const RunLine& row) { return row.ids.size() == 1 ? toQt(row.ids.front()) : QString(); }),
    };
}

void RunTable::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        updateSoon();
    QWidget::changeEvent(event);
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
    m_model->setRows(runLines(m_session, m_names, m_grouped, isDark(palette())));
    m_following = false;
    showSelection();
    m_update.setInterval(std::max(kUpdateInterval, int(timer.elapsed()) * kShareOfTime));
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
