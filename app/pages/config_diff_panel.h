#pragma once

#include "app/pages/run_snapshots.h"
#include "core/analysis/config_diff.h"
#include "widgets/tables/column_table_model.h"

#include <QWidget>

class QCheckBox;
class QLabel;

namespace modalscope {

class TableView;

/// Options of the selected runs side by side, only those that differ or all.
class ConfigDiffPanel : public QWidget {
    Q_OBJECT
public:
    explicit ConfigDiffPanel(QWidget* parent = nullptr);

    void setRuns(const RunSnapshots& runs); ///< the first 8 are shown
    const std::vector<ConfigRow>& rows() const;

private:
    using Model = ColumnTableModel<ConfigRow>;
    void fill();

    RunSnapshots m_runs;
    std::size_t m_selected = 0;
    Model* m_model = nullptr;
    QCheckBox* m_onlyDifferences;
    QLabel* m_note;
    TableView* m_table;
};

} // namespace modalscope
