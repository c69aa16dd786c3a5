#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::adopt. The run is made in a hidden folder beside the others and renamed when it is whole.
Result<std::filesystem::path> adoptRun(
    const AdoptRequest& request, const std::string& library, const RunContext& context);

} // namespace modalscope
