#include "app/checkpoint/tensor_tree_model.h"

#include "core/base/text.h"
#include "core/figure/tensor_figures.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/plain_number.h"

#include <QGuiApplication>

#include <algorithm>
#include <numeric>
#include <utility>

namespace modalscope {

TensorTreeModel::TensorTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
{ }

void TensorTreeModel::setCheckpoint(CheckpointPtr loaded)
{
    beginResetModel();
    m_loaded = std::move(loaded);
    m_summaries.clear();
    m_flagged.clear();
    fillList();
    endResetModel();
}

void TensorTreeModel::setSearch(const QString& text)
{
    beginResetModel();
    m_words = text.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    fillList();
    endResetModel();
}

void TensorTreeModel::setList(bool isList)
{
    beginResetModel();
    m_isList = isList;
    fillList();
    endResetModel();
}

void TensorTreeModel::setSummaries(CheckedValues summaries)
{
    const bool resets = isFlat(); // the order and what is found may change; a tree stays as it is
    if (resets)
        beginResetModel();
    m_summaries = std::move(summaries);
    m_flagged.assign(m_summaries.empty() ? 0 : m_loaded->names.nodes.size(), 0);
    for (std::size_t tensor = 0; tensor < m_summaries.size(); ++tensor) {
        const auto& summary = m_summaries[tensor];
        if (!summary || summary->nan + summary->infinite == 0)
            continue;
        for (int up = m_loaded->names.nodeOf[tensor]; up >= 0;
             up = m_loaded->names.nodes[std::size_t(up)].parent)
            ++m_flagged[std::size_t(up)];
    }
    if (!resets)
        return;
    fillList();
    endResetModel();
}

bool TensorTreeModel::isFound(int tensor) const
{
    const auto& text = m_loaded->searched[std::size_t(tensor)];
    const auto* summary = m_summaries.empty() || !m_summaries[std::size_t(tensor)]
        ? nullptr
        : &*m_summaries[std::size_t(tensor)];
    const bool isFlagged = summary != nullptr && summary->nan + summary->infinite > 0;
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
        return text.contains(word) || (isFlagged && notFiniteWords(*summary).toLower().contains(word));
    });
}

void TensorTreeModel::fillList()
{
    m_list.clear();
    if (!m_loaded || !isFlat())
        return;
    for (int tensor = 0; tensor < int(m_loaded->checkpoint.tensors.size()); ++tensor)
        if (m_words.isEmpty() || isFound(tensor))
            m_list.push_back(tensor);
    sortList();
}

void TensorTreeModel::sortList()
{
    if (m_sortColumn < 0)
        return std::sort(m_list.begin(), m_list.end());
    const auto& tensors = m_loaded->checkpoint.tensors;
    const auto number = [&](int tensor) -> double {
        const auto& summary = m_summaries.empty() ? std::nullopt : m_summaries[std::size_t(tensor)];
        switch (m_sortColumn) {
        case Shape:
            return double(elementCountOf(m_loaded->entry(std::size_t(tensor))));
        case Type:
            return double(m_loaded->entry(std::size_t(tensor)).type);
        case Bytes:
            return double(byteCount(m_loaded->entry(std::size_t(tensor))));
        case Part:
            return double(tensors[std::size_t(tensor)].part);
        case Norm:
            return summary ? summary->norm : -1;
        case NotFinite:
            return summary ? double(summary->nan + summary->infinite) : -1;
        default:
            return 0;
        }
    };
    const bool isDescending = m_order == Qt::DescendingOrder;
    if (m_sortColumn == Name) {
        std::stable_sort(m_list.begin(), m_list.end(), [&](int a, int b) {
            const auto& left = tensors[std::size_t(isDescending ? b : a)].name;
            return left < tensors[std::size_t(isDescending ? a : b)].name;
        });
        return;
    }
    std::vector<double> keys(tensors.size());
    for (const int tensor : m_list)
        keys[std::size_t(tensor)] = isDescending ? -number(tensor) : number(tensor);
    std::stable_sort(m_list.begin(), m_list.end(),
        [&](int a, int b) { return keys[std::size_t(a)] < keys[std::size_t(b)]; });
}

void TensorTreeModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    if (!isFlat() || !m_loaded)
        return;
    Q_EMIT layoutAboutToBeChanged();
    const auto old = persistentIndexList();
    std::vector<int> tensors;
    for (const auto& index : old)
        tensors.push_back(tensorAt(index));
    sortList();
    std::vector<int> rows(m_loaded->checkpoint.tensors.size(), -1);
    for (std::size_t row = 0; row < m_list.size(); ++row)
        rows[std::size_t(m_list[row])] = int(row);
    QModelIndexList now;
    for (int i = 0; i < old.size(); ++i) {
        const int row = rows[std::size_t(tensors[std::size_t(i)])];
        now << index(row, old[i].column());
    }
    changePersistentIndexList(old, now);
    Q_EMIT layoutChanged();
}

const NameTree::Node& TensorTreeModel::node(const QModelIndex& index) const
{
    return m_loaded->names.nodes[std::size_t(index.isValid() ? index.internalId() : 0)];
}

int TensorTreeModel::tensorAt(const QModelIndex& index) const
{
    return !index.isValid() || !m_loaded ? -1 : node(index).tensor;
}

QModelIndex TensorTreeModel::indexOf(int tensor) const
{
    if (!m_loaded || tensor < 0 || tensor >= int(m_loaded->names.nodeOf.size()))
        return {};
    const int place = m_loaded->names.nodeOf[std::size_t(tensor)];
    if (!isFlat())
        return createIndex(m_loaded->names.nodes[std::size_t(place)].row, 0, quintptr(place));
    const auto found = std::find(m_list.begin(), m_list.end(), tensor);
    return found == m_list.end() ? QModelIndex()
                                 : createIndex(int(found - m_list.begin()), 0, quintptr(place));
}

int TensorTreeModel::shownTensors() const
{
    return !m_loaded ? 0 : int(isFlat() ? m_list.size() : m_loaded->checkpoint.tensors.size());
}

QModelIndex TensorTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || row >= rowCount(parent) || column < 0 || column >= ColumnCount)
        return {};
    const int place = isFlat() ? m_loaded->names.nodeOf[std::size_t(m_list[std::size_t(row)])]
                               : node(parent).children[std::size_t(row)];
    return createIndex(row, column, quintptr(place));
}

QModelIndex TensorTreeModel::parent(const QModelIndex& index) const
{
    if (!index.isValid() || isFlat())
        return {};
    const int place = node(index).parent;
    if (place <= 0)
        return {};
    return createIndex(m_loaded->names.nodes[std::size_t(place)].row, 0, quintptr(place));
}

int TensorTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!m_loaded || parent.column() > 0)
        return 0;
    if (isFlat())
        return parent.isValid() ? 0 : int(m_list.size());
    return int(node(parent).children.size());
}

int TensorTreeModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

QString TensorTreeModel::tensorText(int tensor, int column) const
{
    const auto& entry = m_loaded->entry(std::size_t(tensor));
    const auto& summary = m_summaries.empty() ? std::nullopt : m_summaries[std::size_t(tensor)];
    switch (column) {
    case Shape:
        return toQt(shapeText(entry.shape));
    case Type:
        return toQt(modalscope::toText(entry.type))
            + (isQuantised(entry.type) ? tr(" (quantised)") : QString());
    case Bytes:
        return toQt(sizeText(double(byteCount(entry))));
    case Part:
        return toQt(labelOf(m_loaded->checkpoint.tensors[std::size_t(tensor)].part));
    case Norm:
        return summary ? plainNumber(summary->norm) : QString();
    case NotFinite:
        return summary ? notFiniteWords(*summary) : QString();
    default:
        return toQt(m_loaded->checkpoint.tensors[std::size_t(tensor)].name);
    }
}

QString TensorTreeModel::text(const QModelIndex& index) const
{
    const auto& at = node(index);
    switch (index.column()) {
    case Name:
        return isFlat() ? tensorText(at.tensor, Name) : toQt(at.text);
    case Shape:
        return at.tensor >= 0 ? tensorText(at.tensor, Shape)
                              : counted(at.tensors, tr("tensor"), tr("tensors"));
    case Bytes:
        return toQt(sizeText(double(at.bytes)));
    case NotFinite:
        if (at.tensor < 0)
            return flagged(index) > 0 ? tr("in %1").arg(counted(flagged(index), tr("tensor"), tr("tensors")))
                                      : QString();
        break;
    default:
        break;
    }
    return at.tensor >= 0 ? tensorText(at.tensor, index.column()) : QString();
}

int TensorTreeModel::flagged(const QModelIndex& index) const
{
    return m_flagged.empty() ? 0 : m_flagged[std::size_t(index.internalId())];
}

QVariant TensorTreeModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_loaded)
        return {};
    const auto& at = node(index);
    switch (role) {
    case Qt::DisplayRole:
        return text(index);
    case Qt::ToolTipRole:
        return at.tensor >= 0 ? tensorText(at.tensor, Name) : QVariant();
    case Qt::ForegroundRole:
        return flagged(index) > 0 ? QVariant(themeColors(QGuiApplication::palette()).danger) : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() == Bytes || index.column() == Norm ? Qt::AlignRight : Qt::AlignLeft)
            | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant TensorTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Bytes || section == Norm ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    static const QStringList titles{
        tr("name"), tr("shape"), tr("type"), tr("size"), tr("part"), tr("norm"), tr("not finite")};
    return titles[section];
}

} // namespace modalscope
