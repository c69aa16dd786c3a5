#pragma once

#include "core/base/result.h"
#include "core/data/array.h"

#include <functional>
#include <span>

namespace modalscope {

/// A multinomial logistic regression on standardised features: what the features say of the class, whatever
/// head they were trained with.
struct LinearProbe {
    std::vector<double> mean,
        deviation; ///< [feature], of the rows it was fitted on; constant columns have deviation 1
    ArrayD weight; ///< [class, feature]
    std::vector<double> bias; ///< [class]

    ArrayD logits(const ArrayD& features) const; ///< [sample, class]
};

struct LinearProbeOptions {
    double penalty
        = 1.0; ///< ½ · penalty · ‖weight‖² beside the sum of the losses (scikit-learn's C = 1/penalty)
    int iterations = 200; ///< of L-BFGS at most
};

/// `features` [sample, feature], `labels` [sample] in 0 .. classCount-1. `shouldStop` is asked between
/// iterations. Error: Shape; Numeric when a feature is not finite; Cancelled. Source: `mla.md` 5: the only
/// measure of a modality that does not depend on the joint head.
Result<LinearProbe> fitLinearProbe(const ArrayD& features, std::span<const int> labels, int classCount,
    const LinearProbeOptions& options = {}, const std::function<bool()>& shouldStop = {});

} // namespace modalscope
