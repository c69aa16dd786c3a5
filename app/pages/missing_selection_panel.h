#pragma once

#include "app/pages/missing_selection_maker.h"
#include "widgets/runs/newest_work.h"

#include <QWidget>

class QLabel;

namespace modalscope {

class FigureView;
class TablePanel;

/// How the selected samples fare under every condition that runs were tested with, beside all samples.
class MissingSelectionPanel : public QWidget {
    Q_OBJECT
public:
    /// `table` is made by whoever shows the panel, so that its numbers lead to their runs.
    MissingSelectionPanel(TablePanel* table, QWidget* parent = nullptr);
    ~MissingSelectionPanel() override;

    void request(MissingSelectionRequest request); ///< computed in the background; the newest one is shown
    const MissingSelectionResult& result() const { return m_result; }

Q_SIGNALS:
    void drawn(); ///< the newest numbers are shown

private:
    void take(const MissingSelectionResult& made);

    FigureView* m_figure;
    TablePanel* m_table;
    QLabel* m_note;
    MissingSelectionResult m_result;
    NewestWork<MissingSelectionRequest, MissingSelectionResult> m_work; // last: joins its thread first
};

} // namespace modalscope
