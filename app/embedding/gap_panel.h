#pragma once

#include "app/embedding/gap_maker.h"
#include "app/pages/tabbed_view.h"
#include "widgets/runs/newest_work.h"

class QLabel;

namespace modalscope {

class FigureView;
class GapShiftPanel;
struct GapShiftChoice;

/// How far apart the features of two modalities lie, by method over seeds and epochs, with the table behind
/// the figure; a shift experiment with the same runs on another tab.
class GapPanel : public TabbedView {
    Q_OBJECT
public:
    explicit GapPanel(Session& session, QWidget* parent = nullptr);
    ~GapPanel() override;

    FigureView* gapView() const { return m_figure; }
    GapShiftPanel* shiftPanel() const { return m_shift; }

protected:
    void request() override;
    bool concerns(const SessionChange& change) const override;

private:
    QWidget* makeTop();
    QWidget* makeEmpty();
    QWidget* makeGapTab();
    void showResult(const GapViewResult& result);
    GapShiftChoice shiftChoice() const;

    std::shared_ptr<const std::vector<StoredRun>> m_runs;
    std::stop_source m_stop; // of the newest request
    QComboBox* m_scope;
    QComboBox* m_split;
    QComboBox* m_pair;
    QComboBox* m_measure;
    QComboBox* m_epochs;
    FigureView* m_figure;
    TablePanel* m_table;
    QLabel* m_leftOut;
    GapShiftPanel* m_shift;
    std::shared_ptr<GapMaker> m_maker;
    NewestWork<GapViewRequest, GapViewResult> m_work; // last: its thread ends first
};

} // namespace modalscope
