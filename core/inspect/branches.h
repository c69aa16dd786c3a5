#pragma once

#include "core/inspect/checkpoint.h"
#include "core/inspect/tensor_summary.h"

#include <string>
#include <vector>

namespace modalscope {

enum class BranchKind { Encoder, Fusion, Head, Adapter, Other };
std::span<const Choice<BranchKind>> choices(BranchKind);

/// A part of a network: the encoder of one modality, its fusion, its head, its adapters.
struct Branch {
    std::string name; ///< "audio"; of what is no encoder its layers' first name: "head"
    BranchKind kind = BranchKind::Other;
    std::vector<std::size_t> tensors; ///< which of Checkpoint::tensors
    std::int64_t values = 0; ///< of learned tensors (running statistics and counters are not)
    std::int64_t bytes = 0;
    bool isGuessed = true; ///< told from names of a file that ModalScope has not written
};

/// Branches of the weights and adapters of a checkpoint: encoders (in the order of the modalities where these
/// are known), fusion, heads, adapters, others. Adapters are told apart by what they stand in: "audio
/// adapters". Files of ModalScope say what they are ("encoder.<modality>."); of others the first names of
/// layers are taken, with words of the field (audio, visual, text, rgb, depth ...; head, classifier, fc;
/// fusion, cross) telling the kind.
std::vector<Branch> branchesOf(const Checkpoint& checkpoint);

/// Sums over a branch. Error: as summarize.
struct BranchSize {
    double norm = 0; ///< Euclidean, over all learned tensors
    double rootMeanSquare = 0;
    std::int64_t nan = 0, infinite = 0;
};
Result<BranchSize> sizeOf(const Checkpoint& checkpoint, const Branch& branch, const RunContext& run);

} // namespace modalscope
