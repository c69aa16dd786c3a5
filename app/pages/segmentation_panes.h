#pragma once

#include "app/pages/segmentation_maker.h"
#include "widgets/maps/class_colors.h"
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
    bool tintsGround = false; ///< else the ground has no colour over the picture
};

struct SamplePanes {
    SamplePanesRequest request;
    std::vector<MapPane> panes; ///< modalities, ground truth, predictions, errors
    std::optional<Error> error; ///< the sample cannot be read
};

/// Reads the sample and makes its pictures. Not for the GUI thread.
SamplePanes makeSamplePanes(const SamplePanesRequest& request);

/// Colours of the classes of `dataset`.
ClassColors classColorsOf(const Dataset& dataset, bool tintsGround);

/// Name of its class that is no thing; empty when all are, see groundClass().
QString groundName(const Dataset& dataset);

/// "61.2 %"; "none" for NaN.
std::string percentText(double share);

} // namespace modalscope
