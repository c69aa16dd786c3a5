#include "app/checkpoint/diff_model.h"

#include "core/figure/tensor_figures.h"
#include "widgets/base/text.h"
#include "widgets/plot/plain_number.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

/// Both tensors are there with one shape, so that numbers say how far they are apart.
bool isDiffMeasured(const TensorDiff& diff)
{
    return diff.change == TensorChange::Equal || diff.change == TensorChange::Values;
}

} // namespace

void DiffModel::setDiff(CheckpointPtr first, CheckpointPtr second, std::shared_ptr<const CheckpointDiff> diff)
{
    beginResetModel();
    m_first = std::move(first);
    m_second = std::move(second);
    m_diff = std::move(diff);
    fillRows();
    endResetModel();
}

void DiffModel::setSearch(const QString& text)
{
    beginResetModel();
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    fillRows();
    endResetModel();
}

void DiffModel::setEqualShown(bool shown)
{
    beginResetModel();
    m_isEqualShown = shown;
    fillRows();
    endResetModel();
}

void DiffModel::fillRows()
{
    m_rows.clear();
    if (!m_diff)
        return;
    for (std::size_t i = 0; i < m_diff->tensors.size(); ++i) {
        const auto& diff = m_diff->tensors[i];
        if (!m_isEqualShown && diff.change == TensorChange::Equal)
            continue;
        const auto where = m_words.isEmpty() ? QString() : text(diff, Layer) + u'\n' + text(diff, Change);
        if (std::all_of(m_words.begin(), m_words.end(),
                [&](const QString& word) { return where.contains(word, Qt::CaseInsensitive); }))
            m_rows.push_back(i);
    }
    sortRows();
}

/// Rows without a number come last, whichever way is sorted.
void DiffModel::sortRows()
{
    if (m_sortColumn < 0 || !m_diff)
        return std::sort(m_rows.begin(), m_rows.end());
    const auto& all = m_diff->tensors;
    const bool isDescending = m_order == Qt::DescendingOrder;
    if (m_sortColumn == Layer) {
        std::stable_sort(m_rows.begin(), m_rows.end(), [&](std::size_t a, std::size_t b) {
            return isDescending ? all[b].layer < all[a].layer : all[a].layer < all[b].layer;
        });
        return;
    }
    std::vector<double> keys(all.size());
    for (const auto row : m_rows) {
        const auto& diff = all[row];
        const auto size = [&](const CheckpointPtr& of, const std::optional<std::size_t>& tensor) {
            return tensor ? double(elementCountOf(of->entry(*tensor))) : std::nan("");
        };
        double key = m_sortColumn == Change ? double(diff.change)
            : m_sortColumn == FirstShape    ? size(m_first, diff.first)
            : m_sortColumn == SecondShape   ? size(m_second, diff.second)
            : !isDiffMeasured(diff)         ? std::nan("")
            : m_sortColumn == Cosine        ? diff.cosine
                                            : diff.relativeL2;
        keys[row] = std::isnan(key) ? std::numeric_limits<double>::infinity() : isDescending ? -key : key;
    }
    std::stable_sort(
        m_rows.begin(), m_rows.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
}

void DiffModel::sort(int column, Qt::SortOrder order)
{
    beginResetModel();
    m_sortColumn = column;
    m_order = order;
    fillRows();
    endResetModel();
}

int DiffModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int DiffModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString DiffModel::text(const TensorDiff& diff, int column) const
{
    const auto number = [&](double value) {
        return isDiffMeasured(diff) && std::isfinite(value) ? plainNumber(value, 4)
            : isDiffMeasured(diff) && std::isinf(value)     ? tr("infinite")
                                                            : QStringLiteral("–");
    };
    switch (column) {
    case Layer:
        return toQt(diff.layer);
    case Change:
        return toQt(labelOf(diff.change));
    case RelativeL2:
        return number(diff.relativeL2);
    case Cosine:
        return number(diff.cosine);
    case FirstShape:
        return diff.first ? toQt(shapeText(m_first->entry(*diff.first).shape)) : QStringLiteral("–");
    case SecondShape:
        return diff.second ? toQt(shapeText(m_second->entry(*diff.second).shape)) : QStringLiteral("–");
    default:
        return {};
    }
}

QVariant DiffModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& diff = diffAt(index.row());
    const bool isNumber = index.column() == RelativeL2 || index.column() == Cosine;
    switch (role) {
    case Qt::DisplayRole:
        return text(diff, index.column());
    case Qt::ToolTipRole:
        return diff.why.empty() ? QVariant() : QVariant(toQt(diff.why));
    case Qt::TextAlignmentRole:
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant DiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const bool isNumber = section == RelativeL2 || section == Cosine;
    if (role == Qt::TextAlignmentRole)
        return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    static const QStringList titles{tr("layer"), tr("change"), tr("relative L2"), tr("cosine"),
        tr("shape, reference"), tr("shape, this one")};
    return role == Qt::DisplayRole ? QVariant(titles[section]) : QVariant();
}

} // namespace modalscope
