#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace modalscope {

/// Values that are a function of a tensor's name, the same in every language, with which reference outputs
/// were computed: element k is float32(offset + scale·v), v in [−1, 1) from a hash of k and of the name
/// (FNV-1a, 32 bit).
std::vector<float> goldenFill(std::string_view name, std::int64_t count, double offset, double scale);

} // namespace modalscope
