#pragma once

#include "core/data/dataset.h"

#include <memory>

namespace modalscope {

struct SmallDatasetOptions {
    int modalities = 3; ///< up to 4: image, audio, sensors, text features
    int classes = 4;
    int train = 40, valid = 8, test = 16;
    bool missing = false; ///< every fourth sample lacks the second modality, every eighth the third as well
};

/// A classification dataset in memory, the same on every call: an image 1×8×8, a sequence 12×3 and features
/// of 10 and 6, with the columns `speaker` (text) and `age` (number).
std::shared_ptr<const Dataset> smallDataset(const SmallDatasetOptions& options = {});

} // namespace modalscope
