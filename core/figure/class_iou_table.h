#pragma once

#include "core/eval/map_scores.h"
#include "core/figure/table.h"

#include <string>
#include <vector>

namespace modalscope {

/// Predictions of the same pixels, side by side: complete, missing and, where there are adapters, adapted.
struct ClassIouSource {
    struct Prediction {
        std::string head; ///< "complete"
        PixelCounts counts;
    };
    std::string name = {}; ///< of the table's file
    std::string title = {};
    std::vector<std::string> classNames = {};
    std::vector<Prediction> predictions = {}; ///< not empty; each is compared with the one before it
    std::vector<std::string> notes = {}; ///< one sentence each
    std::string run = {}; ///< id
    std::string command = {};
};

/// IoU in percent, a row for each class, then mIoU and the share of pixels that are right; behind the
/// predictions what each changes of the one before it, in points. A class that occurs nowhere has a dash. The
/// best without the first prediction is marked, and the note says so.
Table classIouTable(const ClassIouSource& source);

} // namespace modalscope
