#pragma once

#include "core/base/result.h"
#include "core/run/run_event.h"
#include "core/store/run_status.h"

#include <chrono>
#include <string>
#include <vector>

namespace modalscope {

/// Says on stderr how the runs of a study go: a line when one ends, with the time left.
class StudyProgress {
public:
    explicit StudyProgress(std::vector<std::string> labels)
        : m_labels(std::move(labels))
    { }

    void reported(std::size_t run, const RunEvent& event);
    void ended(std::size_t run, const Result<void>& outcome);
    void leftTo(std::size_t run, const RunStatus& other); ///< another program works on it
    /// What the other program made of it.
    void endedElsewhere(std::size_t run, const Result<void>& outcome, const RunStatus& other);

    std::size_t failed() const { return m_failed; }
    std::size_t endedCount() const { return m_ended; }
    double seconds() const;

private:
    void showEnd(std::size_t run, const Result<void>& outcome, const std::string& where);

    std::vector<std::string> m_labels;
    std::size_t m_ended = 0;
    std::size_t m_failed = 0;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
};

} // namespace modalscope
