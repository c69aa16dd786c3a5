#pragma once

#include "core/experiment/study.h"
#include "widgets/tables/column_table_model.h"

#include <QWidget>

#include <memory>
#include <vector>

class QLabel;
class QPushButton;

namespace modalscope {

class PlanMaker;
class Session;
class TableView;

/// What a planned run has become already.
struct PlanRow {
    std::shared_ptr<const StudyRun> planned;
    QString state; ///< "new", "finished", "resumable at epoch 41", "waiting"
    bool isNew = true; ///< starting the plan queues it
    double bytes = -1; ///< while training; below 0 = not estimated
    double seconds = -1; ///< from here to its end; below 0 = not estimated
    std::int64_t parameters = -1;
};

/// The runs that a start would make: which, what is there already, how long and how much memory; and the
/// start.
class PlanPanel : public QWidget {
    Q_OBJECT
public:
    PlanPanel(Session& session, PlanMaker& maker, QWidget* parent = nullptr);

    void setRuns(std::shared_ptr<const std::vector<StudyRun>> runs);
    void setProblem(const QString& sentence); ///< instead of runs: why there are none
    void setEstimateNote(const QString& note); ///< "estimating…", or why there is no estimate
    void refresh(); ///< states and estimates anew

    const std::vector<StudyRun>& runs() const { return *m_runs; }
    std::vector<Experiment> experimentsToStart() const;

Q_SIGNALS:
    void startRequested();

private:
    using Model = ColumnTableModel<PlanRow>;
    Model* makeModel();
    PlanRow rowOf(std::shared_ptr<const StudyRun> planned) const;
    void updateTotals();
    QString totalsText(int toDo) const;
    QString estimateText(int toDo) const; // empty while nothing is known

    Session& m_session;
    PlanMaker& m_maker;
    std::shared_ptr<const std::vector<StudyRun>> m_runs;
    QString m_problem;
    QString m_note;
    Model* m_model;
    TableView* m_table;
    QLabel* m_title;
    QLabel* m_totals;
    QPushButton* m_start;
};

} // namespace modalscope
