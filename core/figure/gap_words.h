#pragma once

#include "core/analysis/gap_report.h"
#include "core/figure/figure_notes.h"

#include <string>
#include <utility>
#include <vector>

namespace modalscope {

using ModalityPair = std::pair<std::string, std::string>;

/// What figure and table of the modality gap both say.
inline constexpr const char* kGapDefinition
    = "gap: distance of the means of features of length 1, 0 to 2 (Liang et al. 2022)";
std::string gapDefinition(GapMeasure measure); ///< of what is measured, with its range and source
std::string gapPairText(const ModalityPair& pair); ///< "image and text"
std::string gapMeasureText(
    GapMeasure measure, const ModalityPair& pair); ///< "modality gap", "uniformity of text"
std::string shortGapMeasureText(
    GapMeasure measure, const ModalityPair& pair); ///< "gap", "uniformity of text"
/// "image and text: r = -0.42 (95 %: -0.85 to 0.33) between gap and accuracy over 9 runs, 0.10 (95 %: ...)
/// within the 3 groups"; empty where there is no correlation.
std::string gapCorrelationText(
    const GapReport& report, const ModalityPair& pair, GapMeasure measure = GapMeasure::Distance);
bool hasGapsOverEpochs(const GapReport& report); ///< of epochs that were not the kept ones
std::vector<DrawnCount> gapCounts(const GapReport& report);
Provenance gapProvenance(const GapReport& report, const std::string& command);

} // namespace modalscope
