#pragma once

#include "core/engine/engine.h"

#include <QAbstractTableModel>

#include <set>
#include <string>
#include <vector>

namespace modalscope {

/// The layers of a network with a tick each: whether it gets an adapter. Ticks are an
/// AdapterOptions::leaveOut; layers that the rule leaves out anyway have none.
class PlacementModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// `leaveOut` as in AdapterOptions: paths, or beginnings that end in *.
    void setPlacement(AdapterPlacement placement, const std::vector<std::string>& leaveOut);
    void setLeaveOut(const std::vector<std::string>& leaveOut);

    const AdapterPlacement& placement() const { return m_placement; }
    std::vector<std::string> leaveOut() const; ///< paths, in the order of the network
    std::int64_t learned() const; ///< values in all ticked layers
    int adapted() const; ///< ticked layers
    void tick(const QModelIndexList& rows, bool on); ///< of any column

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

Q_SIGNALS:
    void edited(); ///< by the user

private:
    const AdapterPlacement::Layer& layer(int row) const { return m_placement.layers[std::size_t(row)]; }
    bool isOn(const AdapterPlacement::Layer& layer) const;
    void findOff(const std::vector<std::string>& leaveOut);
    QString text(const AdapterPlacement::Layer& layer, int column) const;

    AdapterPlacement m_placement;
    std::set<std::string> m_off; // paths that are left out, also where the rule leaves them out anyway
};

} // namespace modalscope
