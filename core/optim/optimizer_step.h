#pragma once

#include "core/base/libtorch.h"

namespace modalscope {

/// One step of SGD for one parameter: d = g + decay·w; b ← d the first time, else momentum·b + d; with
/// Nesterov d ← d + momentum·b, else d ← b; w ← w − rate·d. Without momentum there is no b.
struct SgdStep {
    double rate = 0, momentum = 0, decay = 0;
    bool nesterov = false;
    bool isFirst = false; ///< `buffer` holds nothing yet

    void apply(
        const torch::Tensor& parameter, const torch::Tensor& gradient, const torch::Tensor& buffer) const;
};

/// One step of Adam (Kingma and Ba 2015) or AdamW (Loshchilov and Hutter 2019) for one parameter; t counts
/// its steps from 1: Adam g ← g + decay·w, AdamW w ← w − rate·decay·w; then m ← β₁m + (1 − β₁)g, v ← β₂v + (1
/// − β₂)g², w ← w − rate/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + 1e-8).
struct AdamStep {
    double rate = 0, beta1 = 0, beta2 = 0, decay = 0;
    bool decoupled = false; ///< AdamW
    std::int64_t t = 1;

    void apply(const torch::Tensor& parameter, const torch::Tensor& gradient, const torch::Tensor& first,
        const torch::Tensor& second) const;
};

} // namespace modalscope
