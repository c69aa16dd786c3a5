#pragma once

#include "core/projection/umap.h"

#include <functional>
#include <string>

namespace modalscope {

/// Steps a layout to its end. Reports neighbours as they come, then epochs with the time that is left, under
/// `name`: "UMAP of image, text". `look`, when given, is called with every few epochs done, on this thread.
/// Error: Cancelled, after which the layout is as far as it has come.
Result<void> finishUmap(Umap& umap, const std::string& name, const RunContext& context,
    const std::function<void(const Umap&)>& look = {});

} // namespace modalscope
