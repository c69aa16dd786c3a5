#pragma once

#include <cstdint>

namespace modalscope {

/// The numbers of SgdStep in the type of the values.
template <class T>
struct SgdFactors {
    T rate, momentum, decay;
    bool nesterov, isFirst;
};

/// SgdStep over `count` values: weight, gradient, momentum buffer (null = no momentum).
void sgdStep(SgdFactors<float> step, std::int64_t count, float* w, const float* g, float* b);
void sgdStep(SgdFactors<double> step, std::int64_t count, double* w, const double* g, double* b);

/// The numbers of AdamStep: rest = 1 − β, root = √(1 − β₂ᵗ), weights are multiplied by `shrink` first.
template <class T>
struct AdamFactors {
    T beta1, beta2, rest1, rest2, stepSize, root, shrink, decay, epsilon;
};

/// AdamStep over `count` values: weight, gradient, first and second moment.
void adamStep(AdamFactors<float> step, std::int64_t count, float* w, const float* g, float* m, float* v);
void adamStep(AdamFactors<double> step, std::int64_t count, double* w, const double* g, double* m, double* v);

} // namespace modalscope
