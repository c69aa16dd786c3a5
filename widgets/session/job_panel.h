#pragma once

#include "widgets/runs/background_line.h"

#include <QTimer>
#include <QWidget>

class QTabWidget;

namespace modalscope {

class LogView;
class ProblemView;
class QueueView;
class Session;

/// What goes on: the queue with the log of the selected run beside it, and the list of problems.
class JobPanel : public QWidget {
    Q_OBJECT
public:
    explicit JobPanel(Session& session, QWidget* parent = nullptr);

    void showQueue();
    void showProblems();

private:
    void updateLog();
    void readLog(const std::string& id);

    Session& m_session;
    QTabWidget* m_tabs;
    QueueView* m_queue;
    LogView* m_log;
    ProblemView* m_problems;
    QTimer m_update;
    BackgroundLine m_reader; // last: joins its thread first
};

} // namespace modalscope
