#pragma once

#include "core/analysis/selection_conditions.h"
#include "core/figure/figure.h"
#include "core/figure/table.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// Which samples of which runs.
struct MissingSelectionRequest {
    std::shared_ptr<const std::vector<StoredRun>> runs
        = {}; ///< finished ones, all of the selection's dataset
    std::shared_ptr<const SelectionMask> selected = {}; ///< over all rows of the split
    std::string split = "test";
};

struct MissingSelectionResult {
    std::vector<SelectionConditions> groups = {};
    Figure figure = {};
    Table table = {};
    std::string note = {}; ///< runs that take no part, why, and what to do; one sentence, or empty
};

/// Reads what runs said under each condition and remembers it as bits (half a megabyte for 100,000 samples
/// and 20 conditions), so that another selection takes milliseconds. One thread at a time.
class MissingSelectionMaker {
public:
    MissingSelectionResult make(const MissingSelectionRequest& request);

private:
    struct Known {
        std::optional<std::filesystem::file_time_type> changed = {}; ///< when conditions.h5 was written
        std::string split = {};
        std::shared_ptr<const RunConditionBits> bits = {}; ///< null: it has none
    };
    std::shared_ptr<const RunConditionBits> bitsOf(const StoredRun& run, const std::string& split);

    std::map<std::string, Known> m_known; // by run
};

} // namespace modalscope
