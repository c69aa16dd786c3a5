#pragma once

#include <string>
#include <vector>

namespace modalscope {

/// Small good inputs (below 4 kB but for a few of PyTorch's own) of a target: "weights", "safetensors",
/// "pickle", "torch_legacy", "zip", "hdf5", "number_table". Made here and from `tests/golden/torch`.
std::vector<std::string> fuzzSeeds(const std::string& target);

} // namespace modalscope
