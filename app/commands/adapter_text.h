#pragma once

#include "core/store/adapter_folder.h"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>

namespace modalscope {

/// A line per set below a heading: the task's main metric on test without and with the adapters, and what
/// they cost. Empty for no sets.
std::string adapterLines(std::span<const StoredAdapter> sets);

/// [{"folder", "present", "option", "seed", "metrics": all of metrics.json}]
nlohmann::json adaptersJson(std::span<const StoredAdapter> sets);

} // namespace modalscope
