#pragma once

#include "core/projection/projection_quality.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace modalscope {

/// {"trustworthiness", "continuity", "neighbor_overlap", "label_accuracy", "label_accuracy_of_points",
/// "neighbors", "points", "judged"}; null without labels.
nlohmann::json qualityJson(const ProjectionQuality& quality);

/// The same in a line, indented.
std::string qualityLine(const ProjectionQuality& quality);

} // namespace modalscope
