#pragma once

#include "core/base/random.h"
#include "core/data/dataset.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace modalscope {

/// How one kind of synthetic data is made.
struct SyntheticKind {
    std::string name;
    std::string description;
    std::string arguments = {}; ///< of the command line, what was asked for beside the sizes: " --rows 96"
    Task task = Task::Classification;
    std::vector<Modality> modalities;
    std::vector<std::string> classNames;
    Shape labelShape = {}; ///< segmentation and regression, as in Dataset
    std::optional<int> ignoreLabel = {};
    std::int64_t train = 0, valid = 0, test = 0; ///< usual sizes
    std::int64_t leastTrain = 20;
    bool isBalanced = true; ///< classes equally often, else drawn one by one
    /// Fills the rows of one sample, one per modality.
    std::function<void(int label, Random& random, const std::vector<std::span<float>>& rows)> fill;
    /// Segmentation instead: fills the rows and the label map.
    std::function<void(Random& random, const std::vector<std::span<float>>& rows, std::span<float> labelMap)>
        paint = {};
    /// Regression instead: fills the rows and returns the target.
    std::function<double(Random& random, const std::vector<std::span<float>>& rows)> tell = {};
};

/// As an 8-bit picture keeps it: one of 0/255 .. 255/255.
inline float quantized(double value)
{
    return float(std::nearbyint(std::clamp(value, 0.0, 1.0) * 255) * (1.0 / 255));
}

SyntheticKind parityKind();
SyntheticKind avSynthKind();
SyntheticKind triModalKind();
SyntheticKind sentimentKind();
SyntheticKind segmentationKind(std::int64_t rows, std::int64_t columns, int classes);

} // namespace modalscope
