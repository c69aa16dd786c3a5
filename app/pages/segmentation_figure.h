#pragma once

#include "app/pages/segmentation_maker.h"
#include "widgets/maps/grid_figure.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace modalscope {

/// Several samples as a figure for a paper.
struct SegmentationFigureRequest {
    struct Row {
        std::int64_t sample = 0;
        MapViewport viewport = {}; ///< the part that was seen
    };
    std::shared_ptr<const SegmentationResult> result = {};
    std::vector<Row> rows = {};
    std::set<QString> hidden = {}; ///< keys of panes that are left out
    int opacity = 100; ///< percent
    bool tintsGround = false; ///< else the ground has no colour over the picture
    std::string runTitle = {}; ///< "CMNeXt · rgb, thermal · seed 0"
};

struct SegmentationFigure {
    GridFigure figure;
    std::optional<Error> error;
};

/// Not for the GUI thread.
SegmentationFigure makeSegmentationFigure(const SegmentationFigureRequest& request);

/// Colours of the classes that `isShown` takes, then those of error maps.
std::vector<GridFigure::LegendEntry> segmentationLegend(
    const Dataset& dataset, bool tintsGround, const std::function<bool(int label)>& isShown);

/// "thermal missing (rgb left; Zeros stand in); adapters: Scale & shift, seed 0": the conditions in words.
std::string conditionText(const SegmentationRequest& request);

} // namespace modalscope
