#pragma once

#include "app/embedding/gap_maker.h"
#include "app/embedding/gap_shift_maker.h"
#include "app/pages/tabbed_view.h"
#include "widgets/runs/newest_work.h"

class QLabel;
class QPushButton;

namespace modalscope {

class FigureView;
class ProgressRow;

/// How far apart the features of two modalities lie, by method over seeds and epochs, with the table behind
/// the figure; and, when somebody asks for it, what the runs' heads say after the features were moved along
/// the gap.
class GapPanel : public TabbedView {
    Q_OBJECT
public:
    explicit GapPanel(Session& session, QWidget* parent = nullptr);
    ~GapPanel() override;

    FigureView* gapView() const { return m_figure; }
    FigureView* shiftView() const { return m_shiftFigure; }

Q_SIGNALS:
    void shifted(); ///< a shift experiment has ended, well or not

protected:
    void request() override;
    bool concerns(const SessionChange& change) const override;

private:
    QWidget* makeTop();
    QWidget* makeEmpty();
    QWidget* makeGapTab();
    QWidget* makeShiftTab();
    void showResult(const GapViewResult& result);
    void startShift();
    void showShift(const GapShiftReport& report);
    void showShiftState();
    QString shiftKey() const; ///< names what an experiment would be of now

    std::shared_ptr<const std::vector<StoredRun>> m_runs;
    std::stop_source m_stop; // of the newest request
    QString m_shownKey, m_pendingKey; // of the experiment that is shown, and that is being done
    QString m_problem; // of the last experiment
    std::shared_ptr<const GapShiftReport> m_shiftReport;
    QComboBox* m_scope;
    QComboBox* m_split;
    QComboBox* m_pair;
    QComboBox* m_measure;
    QComboBox* m_epochs;
    FigureView* m_figure;
    TablePanel* m_table;
    QLabel* m_leftOut;
    QPushButton* m_button;
    ProgressRow* m_progress;
    QLabel* m_said;
    FigureView* m_shiftFigure;
    TablePanel* m_shiftTable;
    GapShiftMaker* m_shift;
    std::shared_ptr<GapMaker> m_maker;
    NewestWork<GapViewRequest, GapViewResult> m_work; // last: its thread ends first
};

} // namespace modalscope
