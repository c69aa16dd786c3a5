#pragma once

#include "widgets/runs/run_queue.h"
#include "widgets/tables/column_table_model.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QSpinBox;
class QToolButton;

namespace modalscope {

class TableView;

/// The queue as a table with its commands: pause, resume, cancel, order, of the selected runs or of all when
/// none is.
class QueueView : public QWidget {
    Q_OBJECT
public:
    explicit QueueView(RunQueue& queue, QWidget* parent = nullptr);

    std::string currentRun() const; ///< id; empty when none is selected
    void selectRun(const std::string& id);

Q_SIGNALS:
    void currentRunChanged();

private:
    /// One line of the table.
    struct Row {
        QString id, title, state, progress, stage, timeLeft;
        QueueState queueState = QueueState::Waiting;
        double fraction = -1; // below 0: nothing to show
        double secondsLeft = 0;
        int position = 0;
        int priority = 0;
    };

    static Row rowOf(const QueuedRun& run, int position);
    QWidget* makeBar();
    QToolButton* makeButton(QStringView icon, const QString& text, const char* name);
    std::vector<std::string> chosen() const; ///< ids of the selected runs
    void moveSelected(int by);
    void update();
    void updateButtons();
    QString summary() const;

    RunQueue& m_queue;
    ColumnTableModel<Row>* m_model;
    TableView* m_table;
    QLabel* m_summary;
    QSpinBox* m_parallel;
    QToolButton *m_pause, *m_resume, *m_cancel, *m_up, *m_down, *m_clear;
    QTimer m_update; // many changes, one drawing
};

} // namespace modalscope
