#include "core/io/dataset_probe.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace modalscope {
namespace {

using Clock = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true; // sanitizers reserve terabytes of address space
#else
constexpr bool kIsSanitized = false;
#endif
constexpr int kNotFound = 127, kNotRunnable = 126; // what a shell answers when it cannot start a program

/// Starts `sh -c "limits; exec program info file --json"` in a process group of its own, silent. Error:
/// errno.
int spawnLimited(
    const std::string& file, const std::string& program, const ProbeOptions& options, pid_t& process)
{
    // posix_spawn cannot set limits; the shell can, before it becomes the program. No core files of crashes
    // we expect.
    std::string script = "ulimit -c 0; ulimit -t " + std::to_string(options.cpuSeconds) + "; ";
    if (!kIsSanitized)
        script += "ulimit -v " + std::to_string(options.addressBytes / 1024) + "; ";
    script += "exec \"$0\" info \"$1\" --json";
    std::array<std::string, 5> words{"sh", "-c", script, program, file};
    std::array<char*, 6> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i)
        arguments[i] = words[i].data();
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
    const int code = ::posix_spawn(&process, "/bin/sh", &files, &how, arguments.data(), environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return code;
}

/// Waits for the process in short steps; ends it when stopped or late.
class Waiting {
public:
    explicit Waiting(pid_t process)
        : m_process(process)
    { }

    bool hasEnded()
    {
        while (!m_ended) {
            const auto answer = ::waitpid(m_process, &m_status, WNOHANG);
            if (answer < 0 && errno == EINTR)
                continue;
            m_ended = answer != 0;
            break;
        }
        return m_ended;
    }
    void kill()
    {
        ::kill(-m_process, SIGKILL);
        while (!m_ended && ::waitpid(m_process, &m_status, 0) < 0 && errno == EINTR) { }
        m_ended = true;
    }
    int status() const { return m_status; }

private:
    pid_t m_process;
    int m_status = 0;
    bool m_ended = false;
};

Result<void> judge(const std::string& file, const std::string& program, int status)
{
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == 0 || code == 2)
        return {};
    if (code == kNotFound || code == kNotRunnable)
        return Error{ErrorKind::Io,
            program + ": cannot be started to look at " + file
                + "; install modalscope-cli beside the program"};
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return Error{
            ErrorKind::Format, file + ": reading it does not come to an end; it is damaged or hostile"};
    return Error{ErrorKind::Format, file + ": reading it crashed the HDF5 library; it is damaged or hostile"};
}

} // namespace

Result<void> probeDataset(const std::filesystem::path& file, const std::filesystem::path& program,
    const ProbeOptions& options, const std::stop_token& stop)
{
    pid_t process = 0;
    if (const int code = spawnLimited(file.string(), program.string(), options, process); code != 0)
        return Error{ErrorKind::Io,
            program.string() + ": cannot be started to look at " + file.string() + ": "
                + std::strerror(code)};
    Waiting waiting(process);
    const auto end = Clock::now() + std::chrono::duration<double>(options.seconds);
    auto pause = std::chrono::milliseconds(1);
    while (!waiting.hasEnded()) {
        if (stop.stop_requested()) {
            waiting.kill();
            return Error{ErrorKind::Cancelled, file.string() + ": opening was cancelled"};
        }
        if (Clock::now() > end) {
            waiting.kill();
            return Error{ErrorKind::Io,
                file.string() + ": looking at it took more than " + durationText(options.seconds)
                    + "; it may be damaged, or its disk very slow"};
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(20));
    }
    return judge(file.string(), program.string(), waiting.status());
}

} // namespace modalscope
