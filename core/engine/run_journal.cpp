#include "core/engine/run_journal.h"

#include "core/base/text.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace modalscope {
namespace {

constexpr std::chrono::milliseconds kStatusInterval(250); // epochs may be shorter
constexpr std::chrono::seconds kHeartbeat(5);

} // namespace

RunJournal::RunJournal(RunFolder folder, const RunContext& context, RunStatus status)
    : m_folder(std::move(folder))
    , m_context(context)
    , m_status(std::move(status))
    , m_heart([this](const std::stop_token& stop) { beat(stop); })
{ }

RunJournal::~RunJournal() = default;

void RunJournal::beat(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        m_isDirty = false;
        m_status.heartbeat = nowSeconds();
        const auto status = m_status;
        lock.unlock();
        // When this fails the disk is full or the folder has gone: the next write of the run itself says so.
        (void)bool(m_folder.writeStatus(status, Durability::Process));
        lock.lock();
        m_wake.wait_for(lock, stop, kStatusInterval, [] { return false; });
        m_wake.wait_for(lock, stop, kHeartbeat - kStatusInterval, [this] { return m_isDirty; });
    }
}

void RunJournal::writeLog(const std::string& text)
{
    (void)bool(
        m_folder.appendLog(utcText(nowSeconds()) + " " + text)); // a log that cannot be written ends no run
}

void RunJournal::log(const std::string& text)
{
    writeLog(text);
    m_context.report(LogLine{text});
}

void RunJournal::warn(const std::string& sentence)
{
    {
        const std::lock_guard lock(m_mutex);
        auto& warnings = m_status.warnings;
        if (std::find(warnings.begin(), warnings.end(), sentence) != warnings.end())
            return;
        warnings.push_back(sentence);
        m_isDirty = true;
    }
    m_wake.notify_one();
    log("warning: " + sentence);
    m_context.report(Warning{sentence});
}

void RunJournal::setEpoch(int epoch, double seconds)
{
    {
        const std::lock_guard lock(m_mutex);
        m_status.epoch = epoch;
        m_status.seconds = seconds;
        m_isDirty = true;
    }
    m_wake.notify_one();
}

Result<void> RunJournal::close(Result<void> outcome)
{
    m_heart.request_stop();
    m_heart.join();
    auto status = m_status;
    status.heartbeat = nowSeconds();
    if (outcome) {
        status.state = RunState::Finished;
    } else if (outcome.error().kind == ErrorKind::Cancelled) {
        status.state = RunState::Cancelled;
    } else {
        status.state = RunState::Failed;
        std::error_code ignored;
        if (!std::filesystem::exists(m_folder.path(), ignored))
            outcome = Error{ErrorKind::Io,
                m_folder.path().string()
                    + ": the run's folder has vanished while it was running; bring it back to resume, or "
                      "start again"};
        status.error = outcome.error().message;
    }
    const auto written = writeLast(status);
    if (status.state == RunState::Failed) // whoever asked for the run gets the error itself
        writeLog("failed: " + outcome.error().message);
    else
        log(outcome ? "finished" : "cancelled, can be resumed");
    if (outcome && !written)
        return written;
    return outcome;
}

Result<void> RunJournal::writeLast(const RunStatus& status)
{
    auto written = m_folder.writeStatus(status);
    if (!written) { // a full disk: the older of the two states is worth less than the word that the run has
                    // ended
        std::error_code ignored;
        std::filesystem::remove(m_folder.file("state-previous.safetensors"), ignored);
        written = m_folder.writeStatus(status);
    }
    return written;
}

Result<RunLock> RunLock::take(const std::filesystem::path& folder)
{
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return Error{ErrorKind::Io, folder.string() + ": cannot open the run folder"};
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(fd);
        return Error{ErrorKind::InvalidInput,
            folder.string() + ": another program is working on this run; wait for it or stop it first"};
    }
    return RunLock(fd); // file systems without locks let everybody through
}

RunLock::RunLock(RunLock&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
{ }

RunLock::~RunLock()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

} // namespace modalscope
