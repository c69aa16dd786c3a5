#include "app/commands/guarded_read.h"

#include "app/commands/command.h"
#include "core/io/dataset_hdf5.h"

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include <sys/time.h>
#include <unistd.h>

namespace modalscope {
namespace {

constexpr int kSecondsWithoutProgress = 20; // of processor time
constexpr std::array kSignals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPROF};

// What the handler writes; only write() and _exit() are safe in it.
std::string crashSentence, hangSentence;

void endProgram(int signal)
{
    const auto& sentence = signal == SIGPROF ? hangSentence : crashSentence;
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, sentence.data(), sentence.size());
    ::_exit(WrongInput);
}

void limitTime(int seconds)
{
    itimerval timer{};
    timer.it_value.tv_sec = seconds;
    ::setitimer(ITIMER_PROF, &timer, nullptr);
}

/// The handlers of its lifetime, on a stack of their own: the one in use may be what has run out.
class Guard {
public:
    explicit Guard(const std::filesystem::path& path)
    {
        crashSentence = "error: " + path.string()
            + ": reading it crashed the HDF5 library; the file is damaged, write it anew\n";
        hangSentence = "error: " + path.string() + ": reading it makes no progress for "
            + std::to_string(kSecondsWithoutProgress) + " s; the file is damaged, write it anew\n";
        stack_t stack{};
        stack.ss_sp = m_stack.data();
        stack.ss_size = m_stack.size();
        ::sigaltstack(&stack, &m_stackBefore);
        struct sigaction action { };
        action.sa_handler = endProgram;
        action.sa_flags = SA_ONSTACK;
        for (std::size_t i = 0; i < kSignals.size(); ++i)
            ::sigaction(kSignals[i], &action, &m_before[i]);
        limitTime(kSecondsWithoutProgress);
    }
    ~Guard()
    {
        limitTime(0);
        for (std::size_t i = 0; i < kSignals.size(); ++i)
            ::sigaction(kSignals[i], &m_before[i], nullptr);
        ::sigaltstack(&m_stackBefore, nullptr);
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

private:
    std::vector<char> m_stack = std::vector<char>(64 * 1024);
    stack_t m_stackBefore{};
    std::array<struct sigaction, kSignals.size()> m_before{};
};

} // namespace

Result<std::shared_ptr<const Dataset>> readDatasetGuarded(
    const std::filesystem::path& path, const RunContext& context)
{
    const Guard guard(path);
    auto watched = context;
    watched.report = [&](const RunEvent& event) {
        limitTime(kSecondsWithoutProgress);
        context.report(event);
    };
    return readDataset(path, {}, watched);
}

void readGuarded(const std::filesystem::path& path, const RunContext& context,
    const std::function<void(const RunContext& watched)>& read)
{
    const Guard guard(path);
    auto watched = context;
    watched.report = [&](const RunEvent& event) {
        limitTime(kSecondsWithoutProgress);
        context.report(event);
    };
    read(watched);
}

Result<Checkpoint> openCheckpointGuarded(const std::filesystem::path& path)
{
    const Guard guard(path);
    return openCheckpoint(path);
}

} // namespace modalscope
