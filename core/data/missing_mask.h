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

/// Only `modality` (an index) is ever absent: in round(rate · samples) samples, drawn at random. With one
/// modality nothing is hidden.
PresenceMask oneModalityMask(
    std::int64_t samples, int modalities, int modality, double rate, std::uint64_t seed);

/// Share of the cells that are absent; 0 of an empty mask.
double missingShare(const PresenceMask& mask);

/// The rate from which `gcnetMask` leaves every sample exactly one of `modalities`: 1 − 1/modalities.
double gcnetSaturation(int modalities);

} // namespace modalscope
