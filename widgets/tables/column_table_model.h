#pragma once

#include <QAbstractTableModel>
#include <QColor>
#include <QHash>
#include <QIcon>
#include <QSet>

#include <algorithm>
#include <functional>
#include <vector>

namespace modalscope {

/// Roles of ColumnTableModel beside Qt's.
enum TableRole {
    SortRole = Qt::UserRole + 1 ///< what rows are ordered by
};

/// One column of a table of `Row`s: `{title, text}` is enough; the rest is said behind it, as in
/// `TableColumn<Run>(tr("n"), text).alignedRight().sortedBy(count)`.
template <class Row>
struct TableColumn {
    using Value = std::function<QVariant(const Row&)>;

    TableColumn(QString columnTitle, std::function<QString(const Row&)> columnText)
        : title(std::move(columnTitle))
        , text(std::move(columnText))
    { }
    TableColumn& sortedBy(Value key)
    {
        return sortKey = std::move(key), *this;
    } ///< number or date; else by the text
    TableColumn& alignedRight() { return alignment = Qt::AlignRight, *this; } ///< numbers
    TableColumn& explained(QString sentence)
    {
        return help = std::move(sentence), *this;
    } ///< tool tip of the title
    TableColumn& decorated(Value value)
    {
        return decoration = std::move(value), *this;
    } ///< QColor or QIcon before the text
    TableColumn& coloured(Value value)
    {
        return foreground = std::move(value), *this;
    } ///< QColor of the text
    TableColumn& withToolTip(std::function<QString(const Row&)> value)
    {
        return toolTip = std::move(value), *this;
    }

    QString title;
    std::function<QString(const Row&)> text;
    Value sortKey, decoration, foreground;
    std::function<QString(const Row&)> toolTip;
    Qt::Alignment alignment = Qt::AlignLeft;
    QString help;
};

/// A table over a vector of values: a new table is a list of columns, not a class.
template <class Row>
class ColumnTableModel : public QAbstractTableModel {
public:
    explicit ColumnTableModel(std::vector<TableColumn<Row>> columns, QObject* parent = nullptr)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
    { }

    /// How rows are told apart; with it setRows keeps selection and place of rows that stay.
    void setKey(std::function<QString(const Row&)> key) { m_key = std::move(key); }

    /// Takes over new rows. With keys, rows that stay keep their selection, in place or at their new place;
    /// without, or with more than 2,000 rows in another order, everything starts anew.
    void setRows(std::vector<Row> rows);
    const std::vector<Row>& rows() const { return m_rows; }
    const Row& row(int index) const { return m_rows[std::size_t(index)]; }
    const std::vector<TableColumn<Row>>& columns() const { return m_columns; }

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_columns.size());
    }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void reset(std::vector<Row> rows);
    void removeGone(const QHash<QString, int>& places);
    void addNew(const std::vector<Row>& rows);
    void reorder(const QHash<QString, int>& places, std::vector<Row> rows);

    std::vector<TableColumn<Row>> m_columns;
    std::vector<Row> m_rows;
    std::function<QString(const Row&)> m_key;
};

template <class Row>
void ColumnTableModel<Row>::reset(std::vector<Row> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

template <class Row>
void ColumnTableModel<Row>::removeGone(const QHash<QString, int>& places)
{
    for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
        if (places.contains(m_key(m_rows[std::size_t(i)])))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
}

template <class Row>
void ColumnTableModel<Row>::addNew(const std::vector<Row>& rows)
{
    QSet<QString> known;
    for (const auto& row : m_rows)
        known.insert(m_key(row));
    std::vector<Row> added;
    for (const auto& row : rows)
        if (!known.contains(m_key(row)))
            added.push_back(row);
    if (added.empty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + added.size()) - 1);
    m_rows.insert(m_rows.end(), added.begin(), added.end());
    endInsertRows();
}

template <class Row>
void ColumnTableModel<Row>::reorder(const QHash<QString, int>& places, std::vector<Row> rows)
{
    Q_EMIT layoutAboutToBeChanged();
    QModelIndexList to;
    const auto from = persistentIndexList();
    for (const auto& old : from)
        to << index(places[m_key(m_rows[std::size_t(old.row())])], old.column());
    m_rows = std::move(rows);
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged();
}

template <class Row>
void ColumnTableModel<Row>::setRows(std::vector<Row> rows)
{
    constexpr std::size_t mostKept = 2000; // beyond, starting anew is quicker than finding out what stayed
    QHash<QString, int> places;
    if (m_key && rows.size() <= mostKept)
        for (std::size_t i = 0; i < rows.size(); ++i)
            places[m_key(rows[i])] = int(i);
    const bool areKeysKnown = !rows.empty() && std::size_t(places.size()) == rows.size();
    if (areKeysKnown) {
        removeGone(places);
        addNew(rows);
    }
    bool inPlace = m_key && m_rows.size() == rows.size();
    for (std::size_t i = 0; inPlace && i < rows.size(); ++i)
        inPlace = m_key(m_rows[i]) == m_key(rows[i]);
    if (inPlace) {
        m_rows = std::move(rows);
        if (!m_rows.empty() && !m_columns.empty())
            Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, int(m_columns.size()) - 1));
    } else if (areKeysKnown) {
        reorder(places, std::move(rows));
    } else {
        reset(std::move(rows));
    }
}

template <class Row>
QVariant ColumnTableModel<Row>::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto& column = m_columns[std::size_t(index.column())];
    const auto& row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return column.text(row);
    case SortRole:
        return column.sortKey ? column.sortKey(row) : QVariant(column.text(row));
    case Qt::TextAlignmentRole:
        return int(column.alignment | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return column.toolTip ? QVariant(column.toolTip(row)) : QVariant();
    case Qt::DecorationRole:
        return column.decoration ? column.decoration(row) : QVariant();
    case Qt::ForegroundRole:
        return column.foreground ? column.foreground(row) : QVariant();
    default:
        return {};
    }
}

template <class Row>
QVariant ColumnTableModel<Row>::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= int(m_columns.size()))
        return orientation == Qt::Vertical && role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    const auto& column = m_columns[std::size_t(section)];
    switch (role) {
    case Qt::DisplayRole:
        return column.title;
    case Qt::ToolTipRole:
        return column.help.isEmpty() ? QVariant() : QVariant(column.help);
    case Qt::TextAlignmentRole:
        return int(column.alignment | Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace modalscope
