#pragma once

#include "core/base/result.h"
#include "core/data/array.h"

#include <cstddef>
#include <string>
#include <vector>

namespace modalscope {

struct NamedShape {
    std::string name;
    Shape shape;
};

/// Which tensors of a file start which parameters of a network.
struct MitWeights {
    struct Pair {
        std::string parameter;
        std::size_t source = 0; ///< which tensor of the file
    };
    std::vector<Pair> pairs; ///< one per parameter of the network's first MiT encoder
    std::vector<std::string> unused; ///< the file's other tensors, in its order
};

/// Whether a network's parameter belongs to the MiT encoder of its first modality:
/// `patch_embed1.proj.weight`, `block1.0.attn.q.weight`, `norm1.weight` (`adapters.md` 6.1), with nothing in
/// front.
bool isMitParameter(const std::string& name);

/// Finds every parameter of the first encoder in the file by its published name. In front of it there may be
/// wrappers: backbone, module, model, state_dict and the like; `network`: all parameters of the network.
/// Error: Format: one is not in the file, twice in it, or of another shape.
Result<MitWeights> matchMitWeights(
    const std::vector<NamedShape>& file, const std::vector<NamedShape>& network);

} // namespace modalscope
