#pragma once

#include "core/inspect/checkpoint.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// Names of tensors split at their dots. A node is a part of a name; those without children are tensors.
struct NameTree {
    struct Node {
        std::string text; ///< the part: "conv"; a chain of single children is one node: "module.encoder"
        int parent = -1;
        int row = 0; ///< among the children of its parent
        int tensor = -1; ///< which of Checkpoint::tensors; -1 = none
        int tensors = 0; ///< at and below it
        std::int64_t bytes = 0; ///< of these
        std::vector<int> children;
    };
    std::vector<Node> nodes; ///< the first is the root, whose text is empty
    std::vector<int> nodeOf; ///< of each tensor
};

NameTree nameTreeOf(const Checkpoint& checkpoint);

} // namespace modalscope
