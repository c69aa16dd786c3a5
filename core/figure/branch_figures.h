#pragma once

#include "core/figure/figure.h"
#include "core/figure/table.h"
#include "core/inspect/branches.h"
#include "core/inspect/checkpoint_diff.h"

#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// A branch with its sums and, where another checkpoint is compared, how far it moved.
struct BranchLine {
    Branch branch;
    BranchSize size;
    std::optional<BranchDiff> moved;
};

struct BranchOverview {
    std::string file; ///< name of the checkpoint
    std::string reference; ///< name of the one that it is compared with; empty = none
    std::vector<BranchLine> lines;
    std::int64_t optimizerTensors = 0, optimizerBytes = 0;
};

/// Bars by branch: how far each moved where another checkpoint is compared, its share of the values, the root
/// mean square of them. No branches: no panels, and the note says why.
Figure branchFigure(const BranchOverview& overview);

/// A row per branch with kind, values, share, bytes, norm, root mean square, and how far it moved. The note
/// has the adapters' share against what is frozen beside them, and the optimiser's state apart.
Table branchTable(const BranchOverview& overview);

/// "audio holds 3 NaN and 1 infinite value": empty when every value is finite.
std::string notFiniteText(const BranchOverview& overview);

/// Tensors of two checkpoints: change, relative L2, cosine.
Table diffTable(const CheckpointDiff& diff, const std::string& first, const std::string& second);

/// One branch of `matrix.branches` as a heat map: a row and a column per checkpoint.
Figure checkpointMatrixFigure(const CheckpointMatrix& matrix, std::size_t branch, bool isCosine);

} // namespace modalscope
