#pragma once

#include "core/base/result.h"
#include "core/engine/engine.h"
#include "core/engine/retest.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace modalscope {

/// Finds the engine when the first run starts. Called on the run's own thread, at any time, by several at
/// once.
using EngineLoader = std::function<Result<Engine*>()>;

/// Reads a dataset for a run that brings none. Called on the run's own thread.
using DatasetReader
    = std::function<Result<std::shared_ptr<const Dataset>>(const std::string& path, const RunContext&)>;

/// What a queued run's own thread does: loads the engine, reads the dataset when the run brings none, runs,
/// and sees to it that the run's folder says how it ended, also when it could not begin. A test of a finished
/// run and adapters for it leave its state as it is.
struct QueuedWork {
    EngineLoader engine;
    DatasetReader datasets;
    std::shared_ptr<std::atomic<bool>> forLater; ///< runs that are stopped are left as queued
    RunRequest request;
    std::string fingerprint; ///< of the dataset the run was made for; empty = any
    std::optional<Retest> retest = {}; ///< instead of running
    std::optional<AdaptOptions> adapt = {}; ///< instead of running

    Result<void> operator()(const RunContext& context);

private:
    Result<void> work(const RunContext& context);
    void leaveFolder(const Error& error) const;
};

} // namespace modalscope
