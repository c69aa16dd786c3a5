#pragma once

#include "app/checkpoint/loaded_checkpoint.h"
#include "core/inspect/checkpoint_diff.h"

#include <QAbstractTableModel>

namespace modalscope {

/// Tensors of two checkpoints, one row each: sorts and filters itself, so that 20,000 rows take few ms.
class DiffModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Layer, Change, RelativeL2, Cosine, FirstShape, SecondShape, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setDiff(CheckpointPtr first, CheckpointPtr second, std::shared_ptr<const CheckpointDiff> diff);
    void setSearch(const QString& text); ///< words that layer and change must hold
    void setEqualShown(bool shown);
    const TensorDiff& diffAt(int row) const { return m_diff->tensors[m_rows[std::size_t(row)]]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    void fillRows();
    void sortRows();
    QString text(const TensorDiff& diff, int column) const;

    CheckpointPtr m_first, m_second;
    std::shared_ptr<const CheckpointDiff> m_diff;
    std::vector<std::size_t> m_rows;
    QStringList m_words;
    bool m_isEqualShown = true;
    int m_sortColumn = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace modalscope
