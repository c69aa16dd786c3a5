#pragma once

#include "core/run/history.h"

#include <cstdint>
#include <string>
#include <variant>

namespace modalscope {

/// How far a run has come; at most every 50 ms.
struct Progress {
    std::int64_t done = 0; ///< steps: batches of training, or rows of an evaluation
    std::int64_t total = 0; ///< 0 when not known
    std::string stage; ///< what is being done: "training, epoch 3 of 60", "test", "probe pix240"
    double secondsLeft = -1; ///< estimate for the whole run; below 0 when not known
};

/// One finished epoch: the row that has just been appended to `history.csv`.
struct EpochFinished {
    HistoryRow row;
};

/// A line for the run's log.
struct LogLine {
    std::string text;
};

/// Something a person should look at, though the run goes on: shown in the problems list.
struct Warning {
    std::string text; ///< one sentence
};

/// Everything a run can say while it works.
using RunEvent = std::variant<Progress, EpochFinished, LogLine, Warning>;

} // namespace modalscope
