#pragma once

#include "tests/support/fake_engine.h"

namespace modalscope {

/// An engine for tests of one question: counts how often it is asked, keeps the newest request; waits when it
/// is told to, until it is stopped; fails when it is told why.
template <class Request>
class AskedEngine : public FakeEngine {
public:
    std::atomic<bool> waits = false;
    std::atomic<int> asked = 0;
    std::string problem;

    Request last() const
    {
        const std::scoped_lock lock(m_lastMutex);
        return m_last;
    }

protected:
    /// What comes before every answer.
    Result<void> hear(const Request& request, const RunContext& context)
    {
        {
            const std::scoped_lock lock(m_lastMutex);
            m_last = request;
        }
        ++asked;
        while (waits && !context.shouldStop())
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        return problem.empty() ? Result<void>() : Error{ErrorKind::Io, problem};
    }

private:
    mutable std::mutex m_lastMutex;
    Request m_last;
};

} // namespace modalscope
