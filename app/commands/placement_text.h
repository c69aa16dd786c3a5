#pragma once

#include "core/engine/engine.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace modalscope {

/// The layers of a network with what these adapters learn in each, a line a layer, and the total below its
/// title: what `adapt --show-placement` prints.
std::string placementText(const AdaptOptions& options, const AdapterPlacement& placement);

/// The same for scripts: "present", "option", "learned", "total", "share" and "layers".
nlohmann::json placementJson(const AdaptOptions& options, const AdapterPlacement& placement);

} // namespace modalscope
