#pragma once

#include "core/engine/engine.h"

namespace modalscope {

/// Does Engine::compareFeatures.
Result<SimilarityReport> compareFeatures(const FeatureCompareRequest& request, const RunContext& context);

} // namespace modalscope
