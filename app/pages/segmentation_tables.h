#pragma once

#include "app/pages/segmentation_maker.h"
#include "core/figure/table.h"

#include <cstdint>
#include <string>

namespace modalscope {

/// IoU of each class over the whole split, or of one sample. `result` has a truth.
Table splitIouTable(const SegmentationResult& result, const std::string& runTitle);
Table sampleIouTable(const SegmentationResult& result, const std::string& runTitle, std::int64_t sample);

} // namespace modalscope
