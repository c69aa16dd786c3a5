#include "core/optim/step_kernels.h"

#include "core/base/fast_loops.h"

#include <cmath>

namespace modalscope {
namespace {

template <class T>
[[gnu::always_inline]] inline void sgd(
    const SgdFactors<T> step, std::int64_t count, T* __restrict w, const T* __restrict g, T* __restrict b)
{
    const T rate = step.rate, momentum = step.momentum, decay = step.decay;
    if (b == nullptr) {
        for (std::int64_t i = 0; i < count; ++i)
            w[i] -= rate * (g[i] + decay * w[i]);
    } else if (step.isFirst) {
        const T factor = step.nesterov ? rate * (1 + momentum) : rate;
        for (std::int64_t i = 0; i < count; ++i) {
            b[i] = g[i] + decay * w[i];
            w[i] -= factor * b[i];
        }
    } else if (step.nesterov) {
        for (std::int64_t i = 0; i < count; ++i) {
            const T d = g[i] + decay * w[i];
            b[i] = momentum * b[i] + d;
            w[i] -= rate * (d + momentum * b[i]);
        }
    } else {
        for (std::int64_t i = 0; i < count; ++i) {
            b[i] = momentum * b[i] + (g[i] + decay * w[i]);
            w[i] -= rate * b[i];
        }
    }
}

template <class T>
[[gnu::always_inline]] inline void adam(const AdamFactors<T> step, std::int64_t count, T* __restrict w,
    const T* __restrict g, T* __restrict m, T* __restrict v)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const T before = w[i] * step.shrink;
        const T d = g[i] + step.decay * before;
        m[i] = step.beta1 * m[i] + step.rest1 * d;
        v[i] = step.beta2 * v[i] + step.rest2 * d * d;
        w[i] = before - step.stepSize * (m[i] / (std::sqrt(v[i]) / step.root + step.epsilon));
    }
}

} // namespace

MODALSCOPE_FAST void sgdStep(SgdFactors<float> step, std::int64_t count, float* w, const float* g, float* b)
{
    sgd(step, count, w, g, b);
}

MODALSCOPE_FAST void sgdStep(
    SgdFactors<double> step, std::int64_t count, double* w, const double* g, double* b)
{
    sgd(step, count, w, g, b);
}

MODALSCOPE_FAST void adamStep(
    AdamFactors<float> step, std::int64_t count, float* w, const float* g, float* m, float* v)
{
    adam(step, count, w, g, m, v);
}

MODALSCOPE_FAST void adamStep(
    AdamFactors<double> step, std::int64_t count, double* w, const double* g, double* m, double* v)
{
    adam(step, count, w, g, m, v);
}

} // namespace modalscope
