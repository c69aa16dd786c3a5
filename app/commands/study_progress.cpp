#include "app/commands/study_progress.h"

#include "core/base/text.h"

#include <cstdio>

namespace modalscope {
namespace {

/// "by process 4711 on gpu2"
std::string byWhom(const RunStatus& status)
{
    return "by process " + std::to_string(status.pid) + " on " + printableText(status.host);
}

} // namespace

void StudyProgress::reported(std::size_t run, const RunEvent& event)
{
    if (const auto* warning = std::get_if<Warning>(&event))
        std::fprintf(
            stderr, "%s: warning: %s\n", m_labels[run].c_str(), printableText(warning->text).c_str());
}

void StudyProgress::ended(std::size_t run, const Result<void>& outcome)
{
    if (outcome || outcome.error().kind != ErrorKind::Cancelled)
        showEnd(run, outcome, {});
}

void StudyProgress::leftTo(std::size_t run, const RunStatus& other)
{
    std::fprintf(
        stderr, "%s: is being trained %s; left to it\n", m_labels[run].c_str(), byWhom(other).c_str());
}

void StudyProgress::endedElsewhere(std::size_t run, const Result<void>& outcome, const RunStatus& other)
{
    showEnd(run, outcome, " " + byWhom(other));
}

double StudyProgress::seconds() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
}

void StudyProgress::showEnd(std::size_t run, const Result<void>& outcome, const std::string& where)
{
    ++m_ended;
    m_failed += outcome ? 0 : 1;
    const auto what
        = outcome ? "finished" + where : "failed" + where + ": " + printableText(outcome.error().message);
    const double left = seconds() / double(m_ended) * double(m_labels.size() - m_ended);
    std::fprintf(stderr, "[%zu/%zu] %s: %s%s\n", m_ended, m_labels.size(), m_labels[run].c_str(),
        what.c_str(), m_ended < m_labels.size() ? (", " + durationText(left) + " left").c_str() : "");
}

} // namespace modalscope
