#pragma once

#include <QElapsedTimer>

#include <algorithm>
#include <ctime>
#include <limits>

namespace modalscope {

/// Milliseconds that `work` takes, the least of a few tries: what is slow because of our code is slow every
/// time, what is slow because the machine does something else is not. `work` prepares, restarts the timer it
/// is given, and does what is measured; a try below `enough` is the last.
template <class Work>
double leastMilliseconds(double enough, Work work, int tries = 5)
{
    double least = std::numeric_limits<double>::max();
    for (int i = 0; i < tries && least >= enough; ++i) {
        QElapsedTimer timer;
        timer.start();
        work(timer);
        least = std::min(least, double(timer.nsecsElapsed()) / 1e6);
    }
    return least;
}

/// Milliseconds that the processor has spent on this thread: other programs do not count.
inline double threadMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

} // namespace modalscope
