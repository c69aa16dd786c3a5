#pragma once

#include "core/base/random.h"
#include "core/data/dataset.h"

#include <functional>
#include <string>
#include <vector>

namespace modalscope {

/// How one kind of synthetic data is made.
struct SyntheticKind {
    std::string name;
    std::string description;
    std::vector<Modality> modalities;
    std::vector<std::string> classNames;
    std::int64_t train = 0, valid = 0, test = 0; ///< usual sizes
    bool isBalanced = true; ///< classes equally often, else drawn one by one
    /// Fills the rows of one sample, one per modality.
    std::function<void(int label, Random& random, const std::vector<std::span<float>>& rows)> fill;
};

SyntheticKind parityKind();
SyntheticKind avSynthKind();
SyntheticKind triModalKind();

} // namespace modalscope
