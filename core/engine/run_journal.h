#pragma once

#include "core/run/run_context.h"
#include "core/store/run_folder.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace modalscope {

/// What a run says while it works, to whoever listens and in its folder: log.txt, the warnings, and
/// status.json with a heartbeat from a thread of its own, so that training never waits for it.
class RunJournal {
public:
    /// Writes status "running". `status` carries what an earlier part of the run left: warnings, start,
    /// seconds.
    RunJournal(RunFolder folder, const RunContext& context, RunStatus status);
    ~RunJournal();
    RunJournal(const RunJournal&) = delete;
    RunJournal& operator=(const RunJournal&) = delete;

    void log(const std::string& text); ///< with the time in front in log.txt
    void warn(
        const std::string& sentence); ///< once: the same sentence again, or one with its start, is left out
    void setEpoch(int epoch, double seconds);

    /// The last words: status finished, cancelled or failed with the reason. Returns `outcome`, or the error
    /// that kept a finished run from being recorded as such.
    Result<void> close(Result<void> outcome);

private:
    void beat(const std::stop_token& stop);
    void writeLog(const std::string& text);
    Result<void> writeLast(const RunStatus& status);

    RunFolder m_folder;
    const RunContext& m_context;
    std::mutex m_mutex; // guards the two below
    RunStatus m_status;
    bool m_isDirty = true;
    std::condition_variable_any m_wake;
    std::jthread m_heart;
};

/// Keeps two programs from working on one run: the lock goes when the object does or the process ends,
/// however it ends.
class RunLock {
public:
    /// Error: InvalidInput, when somebody else has it.
    static Result<RunLock> take(const std::filesystem::path& folder);
    RunLock(RunLock&& other) noexcept;
    RunLock& operator=(RunLock&&) = delete;
    ~RunLock();

private:
    explicit RunLock(int fd)
        : m_fd(fd)
    { }
    int m_fd;
};

} // namespace modalscope
