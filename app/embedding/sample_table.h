#pragma once

#include "app/embedding/sample_panel.h"
#include "app/embedding/sample_table_model.h"
#include "widgets/runs/newest_work.h"

class QComboBox;
class QLabel;
class QTableView;

namespace modalscope {

/// The selected samples, or all, as a table that is sorted by a click on a title; a click on a row makes it
/// the current sample.
class SampleTable : public SamplePanel {
    Q_OBJECT
public:
    explicit SampleTable(Session& session, QWidget* parent = nullptr);
    ~SampleTable() override;

Q_SIGNALS:
    void listed(); ///< the table shows the newest order

protected:
    void refresh() override;
    bool followsSelection() const override { return true; }
    bool followsCurrent() const override { return true; }

private:
    void takeOrder(const SampleOrder& order);
    void markCurrent();
    void copyRows();

    QComboBox* m_which; // the selected ones, or all
    QLabel* m_count;
    QTableView* m_table;
    SampleTableModel* m_model;
    int m_column = -1;
    bool m_isDescending = false;
    bool m_isMarking = false; // the current row changes because the session says so
    SampleOrderRequest m_asked; // for the newest order
    NewestWork<SampleOrderRequest, SampleOrder> m_work; // last: joins its thread first
};

} // namespace modalscope
