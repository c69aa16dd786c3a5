#include "core/methods/split_linear.h"

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

struct SplitLinear : torch::autograd::Function<SplitLinear> {
    /// The fused logits, then the parts when there are several.
    static tensor_list forward(AutogradContext* context, at::TensorList features, const torch::Tensor& weight,
        const torch::Tensor& bias)
    {
        const at::AutoDispatchBelowADInplaceOrView belowAutograd;
        const auto columns = columnsOf(weight, features);
        tensor_list outputs(1);
        const auto share = features.size() == 1 ? bias : at::div(bias, double(features.size()));
        for (std::size_t m = 0; m < features.size(); ++m)
            outputs.push_back(at::addmm(share, features[m], columns[m].t()));
        outputs.front() = features.size() == 1 ? outputs.back() : at::add(outputs[1], outputs[2]);
        for (std::size_t m = 2; m < features.size(); ++m)
            outputs.front().add_(outputs[m + 1]);
        if (features.size() == 1)
            outputs.pop_back();
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
        const auto& gradient = outputs.front();
        const auto columns = columnsOf(weight, features);
        tensor_list gradients;
        for (std::size_t m = 0; m < features.size(); ++m)
            gradients.push_back(at::mm(gradient, columns[m]));
        const auto all = features.size() == 1 ? features.front() : at::cat(features, 1);
        gradients.push_back(at::mm(gradient.t(), all));
        gradients.push_back(gradient.sum(0));
        return gradients;
    }
};

} // namespace

SplitLogits splitLinear(
    const std::vector<torch::Tensor>& features, const torch::Tensor& weight, const torch::Tensor& bias)
{
    auto outputs = SplitLinear::apply(at::TensorList(features), weight, bias);
    SplitLogits logits{outputs.front(), {}};
    if (features.size() == 1)
        logits.parts = {outputs.front().detach()};
    else
        logits.parts.assign(outputs.begin() + 1, outputs.end());
    return logits;
}

} // namespace modalscope
