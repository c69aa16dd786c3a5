#pragma once

#include "core/analysis/laziness.h"

#include <string>
#include <vector>

namespace modalscope {

enum class LazinessVerdict {
    Unknown, ///< not trained alone, or not finished
    Lazy, ///< at least 5 points below alone, and the interval does not reach 0
    Perhaps, ///< at least 5 points below alone, but one seed or an interval that reaches 0
    KeepsUp, ///< within 5 points of alone
    Better ///< at least 5 points above alone, and the interval does not reach 0
};

/// What the numbers of one modality inside one method say. The split head decides where there is one, else
/// the probe.
struct LazinessSentence {
    std::string group; ///< id
    std::string modality;
    LazinessVerdict verdict = LazinessVerdict::Unknown;
    std::string text; ///< "fou76 inside Concat is 54.1 points below alone (split head, n = 3; probe 12.0
                      ///< below): lazy"
};

/// One sentence per modality of every joint method, worst first within a method.
std::vector<LazinessSentence> lazinessSentences(const LazinessReport& report);

} // namespace modalscope
