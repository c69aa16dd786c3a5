#pragma once

#include "core/inspect/branches.h"
#include "core/inspect/checkpoint.h"
#include "core/inspect/checkpoint_diff.h"
#include "core/inspect/tensor_spectrum.h"
#include "core/inspect/tensor_summary.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// What `inspect` says of one checkpoint, for people (lines) and for scripts.
struct CheckpointReport {
    const Checkpoint* checkpoint = nullptr;
    std::vector<Branch> branches;
    std::vector<BranchSize> sizes; ///< of the branches, when norms were asked for
    bool hasTensors = false; ///< each is listed
};
std::string checkpointText(const CheckpointReport& report);
nlohmann::json checkpointJson(const CheckpointReport& report);

/// One tensor's numbers.
struct TensorReport {
    std::string name;
    TensorLook look;
    std::optional<TensorSpectrum> spectrum; ///< of matrices that are not too wide
};
std::string tensorReportText(const TensorReport& report);
nlohmann::json tensorReportJson(const TensorReport& report);

std::string diffText(const Checkpoint& second, const CheckpointDiff& diff, bool hasTensors);
nlohmann::json diffJson(const Checkpoint& second, const CheckpointDiff& diff);

std::string matrixText(const CheckpointMatrix& matrix);
nlohmann::json matrixJson(const CheckpointMatrix& matrix);

} // namespace modalscope
