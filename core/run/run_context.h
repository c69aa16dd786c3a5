#pragma once

#include "core/run/pause_gate.h"
#include "core/run/run_event.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace modalscope {

/// What a long computation is handed: where to report, whether to pause, whether to stop.
/// All are used on the computation's own thread, between two batches.
struct RunContext {
    std::function<void(const RunEvent&)> report = [](const RunEvent&) {};
    std::stop_token stop;
    std::shared_ptr<PauseGate> pause; ///< may be null: cannot be paused

    /// Waits while paused; returns true when the computation must stop.
    bool shouldStop() const
    {
        if (pause)
            pause->wait(stop);
        return stop.stop_requested();
    }
};

} // namespace modalscope
