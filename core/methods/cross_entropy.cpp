#include "core/methods/cross_entropy.h"

#include "core/models/float_type.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Writes softmax(logits) to `shares`; returns the sum of −log share of the label.
template <class T>
double softmaxLoss(
    const T* logits, const std::int64_t* labels, std::int64_t rows, std::int64_t classes, T* shares)
{
    double loss = 0;
    for (std::int64_t row = 0; row < rows; ++row, logits += classes, shares += classes) {
        const T most = *std::max_element(logits, logits + classes);
        T sum = 0;
        for (std::int64_t c = 0; c < classes; ++c)
            sum += shares[c] = std::exp(logits[c] - most);
        const T factor = 1 / sum;
        for (std::int64_t c = 0; c < classes; ++c)
            shares[c] *= factor;
        loss += std::log(double(sum)) - double(logits[labels[row]] - most);
    }
    return loss;
}

template <class T>
void lossGradient(
    const T* shares, const std::int64_t* labels, std::int64_t rows, std::int64_t classes, T factor, T* out)
{
    for (std::int64_t row = 0; row < rows; ++row, shares += classes, out += classes) {
        for (std::int64_t c = 0; c < classes; ++c)
            out[c] = factor * shares[c];
        out[labels[row]] -= factor;
    }
}

struct CrossEntropy : torch::autograd::Function<CrossEntropy> {
    static torch::Tensor forward(
        AutogradContext* context, const torch::Tensor& logits, const torch::Tensor& labels)
    {
        const at::AutoDispatchBelowADInplaceOrView belowAutograd;
        const auto values = logits.contiguous();
        const auto rows = values.size(0);
        auto shares = at::empty_like(values);
        auto loss = at::empty({}, values.options());
        byFloatType(values, [&](auto zero) {
            using T = decltype(zero);
            loss.data_ptr<T>()[0] = T(softmaxLoss(values.data_ptr<T>(), labels.data_ptr<std::int64_t>(), rows,
                                          values.size(1), shares.data_ptr<T>())
                / double(rows));
        });
        context->save_for_backward({shares, labels});
        return loss;
    }

    static tensor_list backward(AutogradContext* context, const tensor_list& outputs)
    {
        const auto saved = context->get_saved_variables();
        const auto &shares = saved[0], &labels = saved[1];
        const at::AutoDispatchBelowADInplaceOrView belowAutograd;
        auto gradient = at::empty_like(shares);
        byFloatType(shares, [&](auto zero) {
            using T = decltype(zero);
            const T factor = outputs.front().data_ptr<T>()[0] / T(shares.size(0));
            lossGradient(shares.data_ptr<T>(), labels.data_ptr<std::int64_t>(), shares.size(0),
                shares.size(1), factor, gradient.data_ptr<T>());
        });
        return {gradient, torch::Tensor()};
    }
};

} // namespace

torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& labels)
{
    const bool hasKernel
        = logits.is_cpu() && isFloatOrDouble(logits) && labels.is_contiguous() && logits.size(0) > 0;
    return hasKernel ? CrossEntropy::apply(logits, labels) : torch::cross_entropy_loss(logits, labels);
}

} // namespace modalscope
