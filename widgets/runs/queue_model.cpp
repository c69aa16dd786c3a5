#include "widgets/runs/queue_model.h"

#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

#include <QApplication>

#include <algorithm>
#include <utility>

namespace modalscope {
namespace {

constexpr std::size_t kToldOneByOne = 32; // more rows than that are told as one range

QVariant stateColor(QueueState state)
{
    const auto colors = themeColors(QApplication::palette());
    switch (state) {
    case QueueState::Running:
        return colors.accent;
    case QueueState::Finished:
        return colors.success;
    case QueueState::Failed:
        return colors.danger;
    case QueueState::Paused:
    case QueueState::Held:
    case QueueState::Stopping:
        return colors.warning;
    case QueueState::Waiting:
    case QueueState::Cancelled:
        break;
    }
    return colors.muted;
}

/// 0 to 1; below 0: nothing to show.
double fractionOf(const QueuedRun& run)
{
    if (run.state == QueueState::Finished)
        return 1;
    if (run.progress.total > 0)
        return double(run.progress.done) / double(run.progress.total);
    return run.epochs > 0 ? double(run.epoch) / run.epochs : -1;
}

/// Seconds; 0 when not known.
double timeLeftOf(const QueuedRun& run)
{
    return run.state == QueueState::Running && run.progress.secondsLeft >= 0 ? run.progress.secondsLeft : 0;
}

QString stageOf(const QueuedRun& run)
{
    if (!run.error.empty())
        return toQt(run.error);
    return isDone(run.state) ? QString() : toQt(run.progress.stage);
}

std::vector<TableColumn<QueueModel::Row>> queueColumns()
{
    using Row = QueueModel::Row;
    using Column = TableColumn<Row>;
    return {
        Column(QueueModel::tr("#"), [](const Row& row) { return QString::number(row.place + 1); })
            .sortedBy([](const Row& row) { return row.place; })
            .alignedRight(),
        Column(QueueModel::tr("Run"), [](const Row& row) { return toQt(row.run.title); })
            .withToolTip([](const Row& row) { return toQt(row.run.title + "\n" + row.run.id); }),
        Column(QueueModel::tr("State"), [](const Row& row) { return toQt(labelOf(row.run.state)); })
            .coloured([](const Row& row) { return stateColor(row.run.state); }),
        Column(QueueModel::tr("Progress"),
            [](const Row& row) {
                return row.run.epochs > 0 ? QStringLiteral("%1/%2").arg(row.run.epoch).arg(row.run.epochs)
                                          : QString();
            })
            .sortedBy([](const Row& row) { return fractionOf(row.run); }),
        Column(QueueModel::tr("Time left"),
            [](const Row& row) {
                return row.run.state == QueueState::Running && row.run.progress.secondsLeft >= 0
                    ? toQt(durationText(row.run.progress.secondsLeft))
                    : QString();
            })
            .sortedBy([](const Row& row) { return timeLeftOf(row.run); })
            .alignedRight(),
        Column(QueueModel::tr("Doing"), [](const Row& row) { return stageOf(row.run); })
            .withToolTip([](const Row& row) { return stageOf(row.run); }),
    };
}

} // namespace

QueueModel::QueueModel(const RunQueue& queue, QObject* parent)
    : QAbstractTableModel(parent)
    , m_queue(queue)
    , m_columns(queueColumns())
{ }

int QueueModel::rowOf(const std::string& id) const
{
    const auto found = m_index.find(id);
    return found == m_index.end() ? -1 : found->second;
}

int QueueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int QueueModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant QueueModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto& shown = m_rows[std::size_t(index.row())];
    const auto* run = m_queue.run(shown.id);
    if (run == nullptr)
        return {}; // has gone; the next update says so
    const auto& column = m_columns[std::size_t(index.column())];
    const Row row{*run, shown.place};
    switch (role) {
    case Qt::DisplayRole:
        return column.text(row);
    case SortRole:
        return column.sortKey ? column.sortKey(row) : QVariant(column.text(row));
    case Qt::TextAlignmentRole:
        return int(column.alignment | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return column.toolTip ? QVariant(column.toolTip(row)) : QVariant();
    case Qt::ForegroundRole:
        return column.foreground ? column.foreground(row) : QVariant();
    default:
        return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= int(m_columns.size()))
        return {};
    const auto& column = m_columns[std::size_t(section)];
    if (role == Qt::DisplayRole)
        return column.title;
    return role == Qt::TextAlignmentRole ? QVariant(int(column.alignment | Qt::AlignVCenter)) : QVariant();
}

std::vector<QueueModel::Shown> QueueModel::wanted() const
{
    std::vector<Shown> rows;
    rows.reserve(std::size_t(m_queue.size()));
    const auto rank = [](QueueState state) { return isActive(state) ? 0 : isDone(state) ? 2 : 1; };
    for (const int shown : {0, 1, 2})
        for (int i = 0; i < m_queue.size(); ++i)
            if (rank(m_queue.at(i).state) == shown)
                rows.push_back({m_queue.at(i).id, i});
    return rows;
}

void QueueModel::update()
{
    if (auto rows = wanted(); rows != m_rows)
        takeOver(std::move(rows));
    tellNoted();
}

/// New rows come at the end, then all get their places with those that have gone last, and these are taken
/// away: three steps, however many rows there are.
void QueueModel::takeOver(std::vector<Shown> wanted)
{
    std::unordered_set<std::string> stay;
    std::vector<Shown> added;
    for (const auto& row : wanted) {
        stay.insert(row.id);
        if (!m_index.contains(row.id))
            added.push_back(row);
    }
    if (!added.empty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + int(added.size()) - 1);
        m_rows.insert(m_rows.end(), added.begin(), added.end());
        reindex();
        endInsertRows();
    }
    const auto kept = int(wanted.size());
    for (const auto& row : m_rows)
        if (!stay.contains(row.id))
            wanted.push_back(row);
    if (wanted != m_rows)
        reorder(std::move(wanted));
    if (kept < rowCount()) {
        beginRemoveRows({}, kept, rowCount() - 1);
        m_rows.resize(std::size_t(kept));
        reindex();
        endRemoveRows();
    }
}

void QueueModel::reorder(std::vector<Shown> rows)
{
    Q_EMIT layoutAboutToBeChanged();
    const auto from = persistentIndexList();
    std::vector<std::string> ids;
    ids.reserve(std::size_t(from.size()));
    for (const auto& old : from)
        ids.push_back(id(old.row()));
    m_rows = std::move(rows);
    reindex();
    QModelIndexList to;
    to.reserve(from.size());
    for (qsizetype i = 0; i < from.size(); ++i)
        to << index(rowOf(ids[std::size_t(i)]), from[i].column());
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged();
}

void QueueModel::reindex()
{
    m_index.clear();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_index[m_rows[i].id] = int(i);
}

void QueueModel::tellNoted()
{
    std::vector<int> rows;
    for (const auto& id : std::exchange(m_noted, {}))
        if (const int row = rowOf(id); row >= 0)
            rows.push_back(row);
    if (rows.empty())
        return;
    const auto tell
        = [this](int first, int last) { Q_EMIT dataChanged(index(first, State), index(last, Doing)); };
    if (rows.size() > kToldOneByOne) {
        const auto [first, last] = std::ranges::minmax(rows);
        tell(first, last);
    } else {
        for (const int row : rows)
            tell(row, row);
    }
}

} // namespace modalscope
