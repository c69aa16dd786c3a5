#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace modalscope {

/// What one head says of a split; NaN where there is no such head or no sample that it counts.
struct HeadScore {
    double accuracy = std::numeric_limits<double>::quiet_NaN(); ///< 0 to 1
    double loss = std::numeric_limits<double>::quiet_NaN(); ///< mean cross-entropy
    std::int64_t samples = 0;
};

/// A trained network after the features of two of its modalities were moved along their gap.
struct ShiftScore {
    double shift = 0; ///< δ: how far they were moved in all, on the unit sphere; above 0 towards each other
    double ofGap = 0; ///< δ / ‖Δ‖: 1 closes the gap; NaN where Δ = 0
    double distance = 0; ///< of the gap afterwards, ‖Δ'‖
    double along = 0; ///< Δ'·Δ/‖Δ‖: the gap afterwards along its old direction; below 0 = they passed
    HeadScore fused;
    std::vector<HeadScore> modalities; ///< of GapShift::modalities
};

/// The gap shift experiment of Liang et al., "Mind the gap" (NeurIPS 2022): features of two modalities are
/// moved towards or away from each other along Δ (modality_gap.h), each sample keeps the length that its
/// features had, and the heads of the run, unchanged, say what they are. Δ is that of the split itself.
struct GapShift {
    std::string run; ///< id
    std::string dataset, split;
    std::vector<std::string> modalities; ///< of the run
    std::string x, y; ///< that were moved
    std::int64_t samples = 0; ///< that have both, and make Δ
    double distance = 0; ///< ‖Δ‖ of the run as it is
    std::vector<ShiftScore> shifts; ///< rising
};

} // namespace modalscope
