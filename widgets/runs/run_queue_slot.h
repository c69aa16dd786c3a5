#pragma once

#include "widgets/runs/run_queue.h"

namespace modalscope {

/// A thread that does one run of a RunQueue after the other; only its own files include this.
struct RunQueue::Slot {
    std::string id; ///< empty while free
    RunController controller;
};

} // namespace modalscope
