#pragma once

#include "widgets/runs/run_controller.h"

#include <QObject>

#include <deque>
#include <functional>

namespace modalscope {

/// Short jobs one after another on one background thread; what follows a job happens on this object's thread.
class BackgroundLine : public QObject {
    Q_OBJECT
public:
    using Done = std::function<void(const std::optional<Error>&)>;

    explicit BackgroundLine(QObject* parent = nullptr);

    /// `done` may be empty. Jobs that have not begun are dropped when the object goes.
    void add(RunController::Work work, Done done = {});
    bool isIdle() const { return m_jobs.empty(); }

private:
    struct Job {
        RunController::Work work;
        Done done;
    };

    std::deque<Job> m_jobs; // the first one is running
    RunController m_controller;
};

} // namespace modalscope
