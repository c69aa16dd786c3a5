#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <vector>

namespace modalscope {

/// Which sample has which modality: [modality][sample], 1 = present; at least one present in each sample.
using PresenceMask = std::vector<std::vector<std::uint8_t>>;

/// The published random mask (`mla.md` 1.7, `mla_trajectories.md` 7): at a rate of 1 − 1/M and above every
/// sample keeps exactly one modality, so 0.7 and 0.8 are identical for three. `rate` in [0, 0.9],
/// `modalities` at least 1.
PresenceMask gcnetMask(std::int64_t samples, int modalities, double rate, std::uint64_t seed);

/// Each cell absent with probability `rate` on its own; a sample that would lose everything keeps one at
/// random.
PresenceMask bernoulliMask(std::int64_t samples, int modalities, double rate, std::uint64_t seed);

} // namespace modalscope
