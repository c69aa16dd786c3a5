#pragma once

#include "app/pages/run_snapshots.h"
#include "core/analysis/laziness_words.h"
#include "core/figure/diagnostics_figure.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace modalscope {

/// The figures of the laziness page.
enum class LazinessChart { Accuracy, Bars, Gradients, HeadGradient, Sheet };

/// What is to be drawn, and from what.
struct LazinessRequest {
    RunSnapshots runs; ///< those of one dataset, the encoders alone among them
    LazinessFigureOptions options;
    double smoothing = 0; ///< weight of the past, 0 = none
    std::set<LazinessChart> charts;
    std::map<std::string, int> colors; ///< of the groups, by id
};

/// What came of it.
struct LazinessResult {
    LazinessReport report;
    std::vector<LazinessSentence> sentences;
    std::vector<std::string> hgmWarnings;
    std::map<LazinessChart, Figure> figures;
    std::map<LazinessChart, std::size_t>
        stamps; ///< equal for equal figures: what has not changed is not drawn anew
};

/// Pure: the same request gives the same result.
LazinessResult makeLaziness(const LazinessRequest& request);

} // namespace modalscope
