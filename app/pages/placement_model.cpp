#include "app/pages/placement_model.h"

#include "core/base/text.h"
#include "widgets/base/text.h"
#include "widgets/tables/column_table_model.h"

#include <QLocale>

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

enum PlacementColumn { LayerColumn, KindColumn, PartColumn, ShapeColumn, LearnedColumn, WhyColumn };
constexpr int kPlacementColumns = 6;

} // namespace

void PlacementModel::setPlacement(AdapterPlacement placement, const std::vector<std::string>& leaveOut)
{
    beginResetModel();
    m_placement = std::move(placement);
    findOff(leaveOut);
    endResetModel();
}

void PlacementModel::setLeaveOut(const std::vector<std::string>& leaveOut)
{
    findOff(leaveOut);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kPlacementColumns - 1));
}

void PlacementModel::findOff(const std::vector<std::string>& leaveOut)
{
    m_off.clear();
    for (const auto& layer : m_placement.layers)
        if (std::ranges::any_of(leaveOut, [&](const auto& entry) { return namesLayer(entry, layer.path); }))
            m_off.insert(layer.path);
}

std::vector<std::string> PlacementModel::leaveOut() const
{
    std::vector<std::string> paths;
    for (const auto& layer : m_placement.layers)
        if (m_off.contains(layer.path))
            paths.push_back(layer.path);
    return paths;
}

bool PlacementModel::isOn(const AdapterPlacement::Layer& layer) const
{
    return layer.possible > 0 && !m_off.contains(layer.path);
}

std::int64_t PlacementModel::learned() const
{
    std::int64_t values = 0;
    for (const auto& layer : m_placement.layers)
        values += isOn(layer) ? layer.possible : 0;
    return values;
}

int PlacementModel::adapted() const
{
    return int(std::ranges::count_if(m_placement.layers, [&](const auto& layer) { return isOn(layer); }));
}

void PlacementModel::tick(const QModelIndexList& rows, bool on)
{
    bool isChanged = false;
    for (const auto& row : rows) {
        const auto& one = layer(row.row());
        if (one.possible == 0 || isOn(one) == on)
            continue;
        if (on)
            m_off.erase(one.path);
        else
            m_off.insert(one.path);
        isChanged = true;
    }
    if (!isChanged)
        return;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kPlacementColumns - 1));
    Q_EMIT edited();
}

int PlacementModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_placement.layers.size());
}

int PlacementModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kPlacementColumns;
}

QString PlacementModel::text(const AdapterPlacement::Layer& layer, int column) const
{
    switch (column) {
    case LayerColumn:
        return toQt(layer.path);
    case KindColumn:
        return toQt(layer.kind);
    case PartColumn:
        return toQt(layer.part + (layer.modalities.empty() ? "" : " " + joinText(layer.modalities, " + ")));
    case ShapeColumn: {
        QStringList sides;
        for (const auto side : layer.shape)
            sides << QString::number(side);
        return sides.join(QStringLiteral(" × "));
    }
    case LearnedColumn:
        return isOn(layer) ? QLocale().toString(qlonglong(layer.possible)) : QString();
    case WhyColumn:
        return isOn(layer) ? QString() : layer.possible > 0 ? tr("left out") : toQt(layer.why);
    default:
        return {};
    }
}

QVariant PlacementModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto& one = layer(index.row());
    const bool isNumber = index.column() == LearnedColumn;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(one, index.column());
    case SortRole:
        return isNumber ? QVariant(isOn(one) ? qlonglong(one.possible) : -1) : text(one, index.column());
    case Qt::TextAlignmentRole:
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::CheckStateRole:
        if (index.column() != LayerColumn || one.possible == 0)
            return {};
        return isOn(one) ? Qt::Checked : Qt::Unchecked;
    default:
        return {};
    }
}

QVariant PlacementModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, kPlacementColumns> titles{QT_TR_NOOP("Layer"), QT_TR_NOOP("Kind"),
        QT_TR_NOOP("Part"), QT_TR_NOOP("Shape"), QT_TR_NOOP("Learned"), QT_TR_NOOP("Why not")};
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    return tr(titles[std::size_t(section)]);
}

Qt::ItemFlags PlacementModel::flags(const QModelIndex& index) const
{
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == LayerColumn && layer(index.row()).possible > 0)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool PlacementModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || !(flags(index) & Qt::ItemIsUserCheckable))
        return false;
    tick({index}, value.toInt() == Qt::Checked);
    return true;
}

} // namespace modalscope
