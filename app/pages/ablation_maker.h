#pragma once

#include "core/analysis/ablation.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// What the ablation page is to show, and from what.
struct AblationRequest {
    std::shared_ptr<const std::vector<StoredRun>> runs; ///< of the dataset, in any state
    std::shared_ptr<const Dataset> dataset; ///< null while none is open
    std::string base; ///< group id of the full method; empty = the one with the fewest options changed
    std::vector<std::string> components; ///< keys of ablationComponents()
    std::string split = "test"; ///< or "test/rates/0.4"
    PairedTestKind test = PairedTestKind::Wilcoxon;
    std::map<std::string, int> colors; ///< by group id
};

/// How far the runs of one component are.
struct ComponentState {
    int finished = 0, expected = 0;
};

/// What came of it.
struct AblationResult {
    std::vector<std::pair<std::string, std::string>> bases; ///< group id and label of every MLA
    std::string base; ///< the one that was taken; empty = there is none
    std::vector<std::string> rates; ///< names of the rates that its runs were tested at
    std::map<std::string, ComponentState> components; ///< by key, of all components
    std::vector<StudyRun> toTrain; ///< what is missing for the components that were asked for
    Table table;
    Figure differences; ///< a bar per row: points against the full method
};

/// Pure: the same request gives the same result.
AblationResult makeAblation(const AblationRequest& request);

} // namespace modalscope
