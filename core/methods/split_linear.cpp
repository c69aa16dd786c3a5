#include "core/methods/split_linear.h"

#include "core/models/float_type.h"
#include "core/models/matrix_product.h"
#include "core/models/relu_kernels.h"

#include <algorithm>
#include <functional>

namespace modalscope {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// The columns of `weight` that belong to each feature.
tensor_list columnsOf(const torch::Tensor& weight, at::TensorList features)
{
    tensor_list columns;
    std::int64_t begin = 0;
    for (const auto& feature : features) {
        const auto width = feature.size(1);
        columns.push_back(features.size() == 1 ? weight : weight.narrow(1, begin, width));
        begin += width;
    }
    return columns;
}

/// The same with LibTorch's operators, for devices and types that have no loops here.
struct WithOperators {
    static tensor_list forward(
        at::TensorList features, const torch::Tensor& weight, const torch::Tensor& bias)
    {
        const auto columns = columnsOf(weight, features);
        const auto share = features.size() == 1 ? bias : at::div(bias, double(features.size()));
        tensor_list outputs(1);
        for (std::size_t m = 0; m < features.size(); ++m)
            outputs.push_back(at::addmm(share, features[m], columns[m].t()));
        outputs.front() = outputs[1].clone();
        for (std::size_t m = 1; m < features.size(); ++m)
            outputs.front().add_(outputs[m + 1]);
        return outputs;
    }

    static tensor_list backward(
        at::TensorList features, const torch::Tensor& weight, const torch::Tensor& gradient)
    {
        tensor_list gradients;
        for (const auto& columns : columnsOf(weight, features))
            gradients.push_back(at::mm(gradient, columns));
        gradients.push_back(at::mm(gradient.t(), at::cat(features, 1)));
        gradients.push_back(gradient.sum(0));
        return gradients;
    }
};

/// Small layers on the CPU: a feature's part of the weight is read and its gradient written in place.
template <class T>
struct WithLoops {
    static tensor_list forward(
        at::TensorList features, const torch::Tensor& weight, const torch::Tensor& bias)
    {
        const auto rows = features.front().size(0), classes = weight.size(0);
        std::vector<T> share(bias.data_ptr<T>(), bias.data_ptr<T>() + classes);
        for (auto& value : share)
            value /= T(features.size());
        tensor_list outputs{at::empty({rows, classes}, weight.options())};
        auto* fused = outputs.front().data_ptr<T>();
        const auto* columns = weight.data_ptr<T>();
        for (const auto& feature : features) {
            auto& part = outputs.emplace_back(at::empty({rows, classes}, weight.options()));
            auto* logits = part.template data_ptr<T>();
            fillRows(logits, share.data(), rows, classes);
            const auto width = feature.size(1);
            matrixProduct(Factor<T>{feature.template data_ptr<T>(), width},
                Factor<T>{columns, weight.size(1), true}, width, {logits, rows, classes, classes},
                /*adds=*/true);
            columns += width;
            if (outputs.size() == 2)
                std::copy_n(logits, rows * classes, fused);
            else
                std::transform(fused, fused + rows * classes, logits, fused, std::plus());
        }
        return outputs;
    }

    static tensor_list backward(
        at::TensorList features, const torch::Tensor& weight, const torch::Tensor& gradient)
    {
        const auto rows = gradient.size(0), classes = gradient.size(1), stride = weight.size(1);
        const auto* values = gradient.data_ptr<T>();
        auto weightGradient = at::empty({classes, stride}, weight.options());
        auto* columnsGradient = weightGradient.data_ptr<T>();
        const auto* columns = weight.data_ptr<T>();
        tensor_list gradients;
        for (const auto& feature : features) {
            const auto width = feature.size(1);
            auto& own = gradients.emplace_back(at::empty({rows, width}, feature.options()));
            matrixProduct(Factor<T>{values, classes}, Factor<T>{columns, stride}, classes,
                {own.template data_ptr<T>(), rows, width, width}, /*adds=*/false);
            matrixProduct(Factor<T>{values, classes, true}, Factor<T>{feature.template data_ptr<T>(), width},
                rows, {columnsGradient, classes, width, stride}, /*adds=*/false);
            columns += width;
            columnsGradient += width;
        }
        gradients.push_back(weightGradient);
        gradients.push_back(gradient.sum(0));
        return gradients;
    }
};

bool hasLoops(at::TensorList features, const torch::Tensor& weight)
{
    const auto fits = [&](const torch::Tensor& one) {
        return one.is_cpu() && one.is_contiguous() && one.scalar_type() == weight.scalar_type();
    };
    return isFloatOrDouble(weight) && fits(weight) && std::all_of(features.begin(), features.end(), fits);
}

struct SplitLinear : torch::autograd::Function<SplitLinear> {
    /// The fused logits, then the part of each feature.
    static tensor_list forward(AutogradContext* context, at::TensorList features, const torch::Tensor& weight,
        const torch::Tensor& bias)
    {
        const at::AutoDispatchBelowADInplaceOrView belowAutograd;
        auto outputs = hasLoops(features, weight)
            ? byFloatType(
                weight, [&](auto zero) { return WithLoops<decltype(zero)>::forward(features, weight, bias); })
            : WithOperators::forward(features, weight, bias);
        tensor_list saved(features.begin(), features.end());
        saved.push_back(weight);
        context->save_for_backward(std::move(saved));
        context->mark_non_differentiable(tensor_list(outputs.begin() + 1, outputs.end()));
        context->set_materialize_grads(false);
        return outputs;
    }

    static tensor_list backward(AutogradContext* context, const tensor_list& outputs)
    {
        auto features = context->get_saved_variables();
        const auto weight = features.back();
        features.pop_back();
        const at::AutoDispatchBelowADInplaceOrView belowAutograd;
        const auto gradient = outputs.front().contiguous();
        return hasLoops(features, weight) ? byFloatType(weight,
                   [&](auto zero) { return WithLoops<decltype(zero)>::backward(features, weight, gradient); })
                                          : WithOperators::backward(features, weight, gradient);
    }
};

} // namespace

SplitLogits splitLinear(
    const std::vector<torch::Tensor>& features, const torch::Tensor& weight, const torch::Tensor& bias)
{
    auto outputs = SplitLinear::apply(at::TensorList(features), weight, bias);
    return {outputs.front(), tensor_list(outputs.begin() + 1, outputs.end())};
}

} // namespace modalscope
