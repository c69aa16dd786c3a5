#pragma once

#include "app/checkpoint/checked_values.h"

#include <QAbstractItemModel>

namespace modalscope {

/// Tensors of a checkpoint: as a tree of their names, or, while something is searched for or a list is
/// wanted, as a list that sorts. Texts are made when they are seen: 20,000 tensors cost nothing.
class TensorTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Name, Shape, Type, Bytes, Part, Norm, NotFinite, ColumnCount };

    explicit TensorTreeModel(QObject* parent = nullptr);

    void setCheckpoint(CheckpointPtr loaded);
    /// Words that names, shapes, types and parts must hold, all of them; empty = everything.
    void setSearch(const QString& text);
    void setList(bool isList);
    void setSummaries(CheckedValues summaries); ///< of each tensor; or none
    bool isFlat() const { return m_isList || !m_words.isEmpty(); }
    bool hasSummaries() const { return !m_summaries.empty(); }

    int tensorAt(const QModelIndex& index) const; ///< which of Checkpoint::tensors; -1 = none
    QModelIndex indexOf(int tensor) const; ///< invalid when it is not shown
    int shownTensors() const; ///< that the search has left

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override; ///< of the list alone

private:
    const NameTree::Node& node(const QModelIndex& index) const;
    QString text(const QModelIndex& index) const;
    QString tensorText(int tensor, int column) const;
    int flagged(const QModelIndex& index) const; // tensors at and below it that are not finite
    bool isFound(int tensor) const;
    void fillList();
    void sortList();

    CheckpointPtr m_loaded;
    CheckedValues m_summaries;
    std::vector<int> m_flagged; // of each node, see flagged(); empty without summaries
    QStringList m_words;
    bool m_isList = false;
    int m_sortColumn = -1; // as the file has them
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<int> m_list; // tensors, while flat
};

} // namespace modalscope
