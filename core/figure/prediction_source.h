#pragma once

#include "core/figure/figure.h"

#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// Whose predictions a figure is of: everything of it but its numbers.
struct PredictionSource {
    std::string label = {}; ///< in the title: "MLA, seed 3"
    std::string split = "test";
    std::string conditions = {}; ///< ends the note: conditionsText() of the runs
    std::vector<std::string> runs = {}; ///< ids
    std::map<std::string, int> colors = {}; ///< by modality; those without one get the next free index
    std::string command = {};
};

/// A figure without panels: name, title and where it comes from.
Figure predictionSheet(const std::string& name, const std::string& what, const PredictionSource& source);

/// "n = 400 samples of test"
std::string samplesText(std::int64_t samples, const PredictionSource& source);

} // namespace modalscope
