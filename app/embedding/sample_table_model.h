#pragma once

#include "app/embedding/sample_order.h"

#include <QAbstractTableModel>

namespace modalscope {

/// Samples as a table: the row of the split, then every column of what is known. Texts are made when they are
/// seen, so that 100,000 samples cost nothing; sorting is left to whoever hears `sortRequested`.
class SampleTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setOrder(SampleOrder order);
    const SampleOrder& shown() const { return m_order; }

    std::int64_t sampleRow(int tableRow) const; ///< of the split; -1 = none
    int tableRowOf(std::int64_t sampleRow) const; ///< -1 = not shown

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    void sortRequested(int column, bool isDescending); ///< of EmbeddedSamples::columns; -1 = by row

private:
    SampleOrder m_order;
};

/// What a column says of a sample, for people; empty where it has no value.
QString sampleText(const ValueColumn& column, std::size_t place);

} // namespace modalscope
