#pragma once

#include "core/base/result.h"
#include "core/data/missing_mask.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// What the test of a run said under conditions other than its own.
struct ConditionOutcome {
    std::string name; ///< path below the split in metrics.json: "subsets/image+audio", "rates/0.4", "nothing"
    std::vector<int> predicted; ///< class of each sample; -1 = nothing was there to predict from
    PresenceMask mask; ///< [modality][sample]; empty = nothing hidden
};

/// Which cells a run was denied, and what it said when it was denied others.
struct RunConditions {
    std::vector<std::string> modalities; ///< of every mask, in order
    std::map<std::string, PresenceMask> masks; ///< by split: as the run saw train, valid and test
    std::map<std::string, std::vector<ConditionOutcome>> outcomes; ///< by split

    bool isEmpty() const;
};

/// conditions.h5: `/masks/<split>/<modality>` uint8, `/<split>/<number>/predicted` int32 with the attribute
/// `name` on the group, `/<split>/<number>/presence/<modality>`. Written beside and renamed. Error: Io.
Result<void> writeConditions(const std::filesystem::path& path, const RunConditions& conditions);

/// Error: NotFound, Format.
Result<RunConditions> readConditions(const std::filesystem::path& path);

} // namespace modalscope
