#include "core/io/dataset_probe.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

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
constexpr std::string_view kErrorMark = "error: ";
constexpr int kNotFound = 127, kNotRunnable = 126; // what a shell answers when it cannot start a program

/// The end of a pipe that nobody else inherits.
class PipeEnd {
public:
    explicit PipeEnd(int fd)
        : m_fd(fd)
    { }
    ~PipeEnd() { close(); }
    PipeEnd(const PipeEnd&) = delete;
    PipeEnd& operator=(const PipeEnd&) = delete;
    int fd() const { return m_fd; }
    void close()
    {
        if (const int fd = std::exchange(m_fd, -1); fd >= 0)
            ::close(fd);
    }

private:
    int m_fd;
};

/// Starts `sh -c "limits; exec program command file --json"` in a process group of its own, its messages
/// going to `messages`. Returns errno, or 0.
int spawnLimited(const std::string& file, const std::string& program, const ProbeOptions& options,
    int messages, pid_t& process)
{
    // posix_spawn cannot set limits; the shell can, before it becomes the program. No core files of crashes
    // we expect. Memory that HDF5 reads before writing to it shall differ from zero here, so that it crashes
    // here if anywhere.
    std::string script = "ulimit -c 0; ulimit -t " + std::to_string(options.cpuSeconds) + "; ";
    if (!kIsSanitized)
        script += "ulimit -v " + std::to_string(options.addressBytes / 1024) + "; ";
    script += "export MALLOC_PERTURB_=85; exec \"$0\" \"$2\" \"$1\" --json";
    std::array<std::string, 6> words{"sh", "-c", script, program, file, options.command};
    std::array<char*, 7> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i)
        arguments[i] = words[i].data();
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, messages, STDERR_FILENO);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
    const int code = ::posix_spawn(&process, "/bin/sh", &files, &how, arguments.data(), environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return code;
}

/// A process that is waited for in short steps, and what it says.
class Waiting {
public:
    Waiting(pid_t process, int messages)
        : m_process(process)
        , m_messages(messages)
    { }

    bool hasEnded()
    {
        readMessages();
        while (!m_ended) {
            const auto answer = ::waitpid(m_process, &m_status, WNOHANG);
            if (answer < 0 && errno == EINTR)
                continue;
            m_ended = answer != 0;
            break;
        }
        readMessages();
        return m_ended;
    }
    void kill()
    {
        ::kill(-m_process, SIGKILL);
        while (!m_ended && ::waitpid(m_process, &m_status, 0) < 0 && errno == EINTR) { }
        m_ended = true;
    }
    int status() const { return m_status; }

    /// What stands behind "error: " in the last such line.
    std::string refusal() const
    {
        std::string found;
        for (const auto& line : splitText(m_text, '\n'))
            if (line.starts_with(kErrorMark))
                found = line.substr(kErrorMark.size());
        return found;
    }

private:
    void readMessages()
    {
        char block[4096];
        for (;;) {
            const auto count = ::read(m_messages, block, sizeof block);
            if (count <= 0)
                return; // nothing now, or the end
            if (m_text.size() < 100'000)
                m_text.append(block, std::size_t(count));
        }
    }

    pid_t m_process;
    int m_messages;
    int m_status = 0;
    bool m_ended = false;
    std::string m_text;
};

Result<void> judge(const std::string& file, const std::string& program, const Waiting& waiting)
{
    const int status = waiting.status();
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code == 0)
        return {};
    if (code == 2) {
        const auto refusal = waiting.refusal();
        return Error{
            ErrorKind::InvalidInput, refusal.empty() ? file + ": is not a file that can be read" : refusal};
    }
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

Result<void> probeDataset(const std::filesystem::path& path, const std::filesystem::path& program,
    const ProbeOptions& options, const std::stop_token& stop)
{
    const auto file = std::filesystem::absolute(path).lexically_normal().string();
    const auto cannotStart = [&](int code) {
        return Error{ErrorKind::Io,
            program.string() + ": cannot be started to look at " + file + ": " + std::strerror(code)};
    };
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return cannotStart(errno);
    const PipeEnd messages(ends[0]);
    PipeEnd childs(ends[1]);
    pid_t process = 0;
    if (const int code = spawnLimited(file, program.string(), options, childs.fd(), process); code != 0)
        return cannotStart(code);
    childs.close();
    Waiting waiting(process, messages.fd());
    const auto end = Clock::now() + std::chrono::duration<double>(options.seconds);
    auto pause = std::chrono::milliseconds(1);
    while (!waiting.hasEnded()) {
        if (stop.stop_requested()) {
            waiting.kill();
            return Error{ErrorKind::Cancelled, file + ": opening was cancelled"};
        }
        if (Clock::now() > end) {
            waiting.kill();
            return Error{ErrorKind::Io,
                file + ": looking at it took more than " + durationText(options.seconds)
                    + "; it may be damaged, or its disk very slow"};
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(20));
    }
    return judge(file, program.string(), waiting);
}

} // namespace modalscope
