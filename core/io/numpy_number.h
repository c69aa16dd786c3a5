#pragma once

#include "core/io/tensor_tree.h"

#include <optional>
#include <string_view>

namespace modalscope {

/// The value of NumPy's number of type "f8", "i4", "u1", "b1" ...; nothing for other types, or when `bytes`
/// are not as many as the type has.
std::optional<TreeNode> numpyNumberNode(std::string_view type, std::string bytes, bool isBigEndian);

} // namespace modalscope
