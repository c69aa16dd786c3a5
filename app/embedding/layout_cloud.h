#pragma once

#include "app/embedding/layout_maker.h"

namespace modalscope {

/// Points of a layout as they are shown: a point for each modality and sample that is laid out, in their
/// order, coloured by whatever is known of its sample. The first column is "modality".
std::shared_ptr<const CloudData> cloudOf(
    const LayoutRequest& request, const Array& positions, const std::vector<std::string>& axes);

/// The same points at `share` of the way from one layout to another of the same size; points that only one
/// of them places appear half way. 0 to 1.
std::shared_ptr<const CloudData> cloudBetween(
    const CloudData& from, const std::shared_ptr<const CloudData>& to, double share);

} // namespace modalscope
