#pragma once

#include "app/pages/segmentation_maker.h"
#include "widgets/maps/map_pane.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// A sample whose panes are wanted.
struct SamplePanesRequest {
    std::shared_ptr<const SegmentationResult> result; ///< with a truth
    std::int64_t sample = 0;
    bool dark = false; ///< for a dark window
};

struct SamplePanes {
    SamplePanesRequest request;
    std::vector<MapPane> panes; ///< modalities, ground truth, predictions, errors
    std::optional<Error> error; ///< the sample cannot be read
};

/// Reads the sample and makes its pictures. Not for the GUI thread.
SamplePanes makeSamplePanes(const SamplePanesRequest& request);

/// "61.2 %"; "none" for NaN.
std::string percentText(double share);

} // namespace modalscope
