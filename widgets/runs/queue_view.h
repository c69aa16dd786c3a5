#pragma once

#include "widgets/runs/run_queue.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QSpinBox;
class QToolButton;

namespace modalscope {

class QueueModel;
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

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeBar();
    QToolButton* makeButton(QStringView icon, const QString& text, const char* name);
    std::vector<std::string> chosen() const; ///< ids of the selected runs, in the order shown
    void moveSelected(int by);
    void update();
    void updateButtons();
    void act(void (RunQueue::*one)(const std::string&), void (RunQueue::*all)());
    QString summary() const;
    QString laterWords() const; ///< what resuming does with what is cancelled now
    double timeLeft() const; ///< seconds until all that works or waits is done; 0 when not known
    void fitTitles();

    RunQueue& m_queue;
    QueueModel* m_model;
    TableView* m_table;
    std::vector<std::string> m_chosen; // as chosen(), in any order: asking the table takes long
    QLabel* m_summary;
    QSpinBox* m_parallel;
    QToolButton *m_pause, *m_resume, *m_cancel, *m_up, *m_down, *m_clear;
    QTimer m_update; // many changes, one drawing
    bool m_widthsChosen = false; // by the user: the columns stay as they are
};

} // namespace modalscope
