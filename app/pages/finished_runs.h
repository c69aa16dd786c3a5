#pragma once

#include "core/store/workspace.h"

#include <functional>
#include <memory>
#include <vector>

namespace modalscope {

class Session;

/// Copies of the finished runs of the dataset that is open (of all when none is), for computations on other
/// threads: those that are selected, or all, and that `wanted` accepts. Oldest first.
std::shared_ptr<const std::vector<StoredRun>> finishedRunsOf(
    const Session& session, bool onlySelected, const std::function<bool(const StoredRun&)>& wanted = {});

} // namespace modalscope
