#pragma once

#include "core/inspect/branches.h"
#include "core/inspect/checkpoint.h"

#include <optional>
#include <string>
#include <vector>

namespace modalscope {

enum class TensorChange { Equal, Values, OtherShape, OnlyFirst, OnlySecond, Unread };
std::span<const Choice<TensorChange>> choices(TensorChange);

/// One tensor in two checkpoints. Names are compared without what leads to the weights. Numbers are over the
/// places where both values are finite; NaN in both counts as equal.
struct TensorDiff {
    std::string layer;
    TensorChange change = TensorChange::Equal;
    std::optional<std::size_t> first, second; ///< which of Checkpoint::tensors
    double relativeL2 = 0; ///< ‖b − a‖ / ‖a‖; infinite when a is zero and b is not
    double cosine = 1; ///< of both as vectors; NaN when only one is zero
    std::string why; ///< of Unread: one sentence
};

/// How far one part of the network moved: "which modality did training leave behind".
struct BranchDiff {
    std::string name;
    BranchKind kind = BranchKind::Other;
    double distance = 0; ///< ‖b − a‖ over learned tensors of the branch that both have with one shape
    double relative = 0; ///< distance / ‖a‖
    double cosine = 1;
    std::int64_t compared = 0, changed = 0; ///< tensors
};

struct CheckpointDiff {
    std::vector<TensorDiff> tensors; ///< in the order of the first, then what only the second has
    std::vector<BranchDiff> branches;
    /// What the second adds or how it differs in one sentence, when that is recognised: "LoRA of rank 4
    /// beside 24 layers", "scale and shift after 60 layers", "an adapter set learned on this base". Empty
    /// otherwise.
    std::string recognised;
};

/// Only weights and adapters are compared; optimiser states are not. Tells progress by tensors. Error:
/// Cancelled; a tensor that cannot be read is Unread and stops nothing.
Result<CheckpointDiff> compareCheckpoints(
    const Checkpoint& first, const Checkpoint& second, const RunContext& run);

/// Distances between several checkpoints of one network, [checkpoint, checkpoint], per branch of the first:
/// relative L2 of tensors that all have. For the epochs of one run or for seeds.
struct CheckpointMatrix {
    std::vector<std::string> names; ///< of the checkpoints' files, with folders where these tell them apart
    std::vector<std::string> branches; ///< "all" first, then those with something to compare
    std::vector<std::vector<double>> relativeL2; ///< per branch, row-major: ‖row − column‖ / ‖row‖
    std::vector<std::vector<double>> cosine;
};
/// Error: InvalidInput when there are fewer than two or nothing stands in all; Cancelled; as readDoubles.
Result<CheckpointMatrix> checkpointMatrix(const std::vector<Checkpoint>& checkpoints, const RunContext& run);

} // namespace modalscope
