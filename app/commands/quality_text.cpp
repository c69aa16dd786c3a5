#include "app/commands/quality_text.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

namespace modalscope {

nlohmann::json qualityJson(const ProjectionQuality& quality)
{
    const auto optional = [](const std::optional<double>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json();
    };
    return {{"trustworthiness", quality.trustworthiness}, {"continuity", quality.continuity},
        {"neighbor_overlap", quality.neighborOverlap}, {"label_accuracy", optional(quality.labelAccuracy)},
        {"label_accuracy_of_points", optional(quality.labelAccuracyOfPoints)},
        {"neighbors", quality.neighbors}, {"points", quality.points}, {"judged", quality.judged}};
}

std::string qualityLine(const ProjectionQuality& quality)
{
    auto line = "  trustworthiness " + fixedText(quality.trustworthiness, 4) + ", continuity "
        + fixedText(quality.continuity, 4) + ", neighbours kept " + fixedText(quality.neighborOverlap, 4);
    if (quality.labelAccuracy && quality.labelAccuracyOfPoints)
        line += ", label of the neighbours right " + fixedText(*quality.labelAccuracy, 4) + " (features "
            + fixedText(*quality.labelAccuracyOfPoints, 4) + ")";
    line += "; k = " + std::to_string(quality.neighbors);
    if (quality.judged < quality.points)
        line += ", " + std::to_string(quality.judged) + " of " + std::to_string(quality.points)
            + " points judged";
    return line + "\n";
}

} // namespace modalscope
