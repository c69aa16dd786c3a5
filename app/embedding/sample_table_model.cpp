#include "app/embedding/sample_table_model.h"

#include "core/analysis/sample_places.h"
#include "widgets/base/text.h"

#include <algorithm>
#include <cmath>

namespace modalscope {

void SampleTableModel::setOrder(SampleOrder order)
{
    beginResetModel();
    m_order = std::move(order);
    endResetModel();
}

std::int64_t SampleTableModel::sampleRow(int tableRow) const
{
    if (tableRow < 0 || std::size_t(tableRow) >= m_order.places.size())
        return -1;
    return m_order.samples->features.rows[std::size_t(m_order.places[std::size_t(tableRow)])];
}

int SampleTableModel::tableRowOf(std::int64_t sampleRow) const
{
    if (!m_order.samples)
        return -1;
    const auto place = placeOfRow(m_order.samples->features.rows, sampleRow);
    const auto found = std::ranges::find(m_order.places, std::int32_t(place));
    return place < 0 || found == m_order.places.end() ? -1 : int(found - m_order.places.begin());
}

int SampleTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_order.places.size());
}

int SampleTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_order.samples ? 0 : 1 + int(m_order.samples->columns.size());
}

QVariant SampleTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (index.column() == 0)
        return role == Qt::DisplayRole      ? QVariant(QString::number(sampleRow(index.row())))
            : role == Qt::TextAlignmentRole ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter))
                                            : QVariant();
    const auto& column = m_order.samples->columns[std::size_t(index.column() - 1)];
    if (role == Qt::DisplayRole)
        return sampleText(column, std::size_t(m_order.places[std::size_t(index.row())]));
    if (role == Qt::TextAlignmentRole)
        return int((column.isCategorical() ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return {};
}

QVariant SampleTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= columnCount())
        return {};
    return section == 0 ? tr("row") : toQt(m_order.samples->columns[std::size_t(section - 1)].name);
}

void SampleTableModel::sort(int column, Qt::SortOrder order)
{
    Q_EMIT sortRequested(column - 1, order == Qt::DescendingOrder);
}

QString sampleText(const ValueColumn& column, std::size_t place)
{
    if (column.isCategorical())
        return toQt(column.category(place));
    const float value = column.numbers[place];
    return std::isnan(value) ? QString() : QString::number(double(value), 'g', 4);
}

} // namespace modalscope
