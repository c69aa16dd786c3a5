#include "app/commands/console_progress.h"

#include "core/base/text.h"

#include <algorithm>
#include <cstdio>

#include <sys/ioctl.h>
#include <unistd.h>

namespace modalscope {
namespace {

int terminalWidth()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

ConsoleProgress::ConsoleProgress()
    : m_isTerminal(::isatty(STDERR_FILENO) == 1)
{ }

ConsoleProgress::~ConsoleProgress()
{
    if (m_hasBar)
        std::fputs("\r\033[K", stderr);
}

void ConsoleProgress::show(const RunEvent& event)
{
    if (const auto* progress = std::get_if<Progress>(&event)) {
        if (m_isTerminal)
            showBar(*progress);
    } else if (const auto* line = std::get_if<LogLine>(&event)) {
        showLine(line->text);
    }
}

void ConsoleProgress::showBar(const Progress& progress)
{
    std::fprintf(stderr, "\r%s\033[K", progressText(progress, terminalWidth() - 1).c_str());
    std::fflush(stderr);
    m_hasBar = true;
}

void ConsoleProgress::showLine(const std::string& line)
{
    std::fprintf(stderr, "%s%s\n", m_hasBar ? "\r\033[K" : "", line.c_str());
    m_hasBar = false;
}

std::string progressText(const Progress& progress, int width)
{
    std::string text;
    if (progress.total > 0) {
        constexpr int kCells = 20;
        const double share = std::clamp(double(progress.done) / double(progress.total), 0.0, 1.0);
        const int full = int(share * kCells);
        const auto percent = std::to_string(int(share * 100));
        text = "[" + std::string(std::size_t(full), '#') + std::string(std::size_t(kCells - full), '.') + "] "
            + std::string(3 - std::min<std::size_t>(3, percent.size()), ' ') + percent + " %  ";
    }
    text += progress.stage;
    if (progress.secondsLeft >= 0)
        text += ", " + durationText(progress.secondsLeft) + " left";
    return text.substr(0, std::size_t(std::max(width, 1)));
}

} // namespace modalscope
