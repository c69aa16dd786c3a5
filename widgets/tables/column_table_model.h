#pragma once

#include <QAbstractTableModel>
#include <QColor>
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

    /// Takes over new rows: changes in place when the keys are the same, adds at the end and removes where
    /// that is enough, and starts anew only when the order differs.
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
    bool hasSameKey(const Row& a, const Row& b) const { return m_key && m_key(a) == m_key(b); }
    void removeGone(const std::vector<Row>& rows);

    std::vector<TableColumn<Row>> m_columns;
    std::vector<Row> m_rows;
    std::function<QString(const Row&)> m_key;
};

template <class Row>
void ColumnTableModel<Row>::removeGone(const std::vector<Row>& rows)
{
    QSet<QString> stay;
    for (const auto& row : rows)
        stay.insert(m_key(row));
    for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
        if (stay.contains(m_key(m_rows[std::size_t(i)])))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
}

template <class Row>
void ColumnTableModel<Row>::setRows(std::vector<Row> rows)
{
    if (m_key && rows.size() <= 2000)
        removeGone(rows);
    const auto kept = m_rows.size();
    bool inPlace = m_key && kept <= rows.size();
    for (std::size_t i = 0; inPlace && i < kept; ++i)
        inPlace = hasSameKey(m_rows[i], rows[i]);
    if (!inPlace) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    std::copy(rows.begin(), rows.begin() + std::ptrdiff_t(kept), m_rows.begin());
    if (kept > 0 && !m_columns.empty())
        Q_EMIT dataChanged(index(0, 0), index(int(kept) - 1, int(m_columns.size()) - 1));
    if (kept == rows.size())
        return;
    beginInsertRows({}, int(kept), int(rows.size()) - 1);
    m_rows.insert(m_rows.end(), rows.begin() + std::ptrdiff_t(kept), rows.end());
    endInsertRows();
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
