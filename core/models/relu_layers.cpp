#include "core/models/relu_layers.h"

#include "core/models/float_type.h"
#include "core/models/relu_kernels.h"

#include <algorithm>

namespace modalscope {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

torch::Tensor layer(const torch::Tensor& input, const torch::Tensor& weight, const torch::Tensor& bias)
{
    auto output = at::empty({input.size(0), weight.size(0)}, input.options());
    byFloatType(output, [&](auto zero) {
        using T = decltype(zero);
        fillRows(output.data_ptr<T>(), bias.data_ptr<T>(), output.size(0), output.size(1));
        output.addmm_(input, weight.t());
        keepPositive(output.data_ptr<T>(), output.numel());
    });
    return output;
}

struct ReluLayers : torch::autograd::Function<ReluLayers> {
    static torch::Tensor forward(
        AutogradContext* context, const torch::Tensor& input, at::TensorList parameters)
    {
        const at::AutoDispatchBelowADInplaceOrView belowAutograd;
        tensor_list saved{input}; // values of every layer, then their weights
        for (std::size_t i = 0; i < parameters.size(); i += 2)
            saved.push_back(layer(saved.back(), parameters[i], parameters[i + 1]));
        const auto output = saved.back();
        for (std::size_t i = 0; i < parameters.size(); i += 2)
            saved.push_back(parameters[i]);
        context->save_for_backward(std::move(saved));
        return output;
    }

    static tensor_list backward(AutogradContext* context, const tensor_list& outputs)
    {
        const auto saved = context->get_saved_variables();
        const bool needsInput = saved.front().requires_grad();
        const auto layers = saved.size() / 2;
        const at::AutoDispatchBelowADInplaceOrView belowAutograd;
        tensor_list gradients(1 + 2 * layers);
        auto gradient = outputs.front().contiguous();
        auto masked = at::empty_like(gradient);
        for (auto i = layers; i-- > 0;) {
            const auto &before = saved[i], &after = saved[i + 1], &weight = saved[1 + layers + i];
            auto bias = at::empty({after.size(1)}, after.options());
            byFloatType(after, [&](auto zero) {
                using T = decltype(zero);
                maskGradient(gradient.data_ptr<T>(), after.data_ptr<T>(), masked.data_ptr<T>(),
                    bias.data_ptr<T>(), after.size(0), after.size(1));
            });
            gradients[1 + 2 * i] = at::zeros(weight.sizes(), weight.options()).addmm_(masked.t(), before);
            gradients[2 + 2 * i] = bias;
            if (i > 0 || needsInput)
                gradient = masked
                    = at::mm(masked, weight); // ours alone, so the next mask may be taken in place
        }
        if (needsInput)
            gradients.front() = gradient;
        return gradients;
    }
};

bool hasKernel(const torch::Tensor& input, at::TensorList parameters)
{
    const auto type = input.scalar_type();
    return input.is_cpu() && input.dim() == 2 && isFloatOrDouble(input)
        && std::all_of(parameters.begin(), parameters.end(),
            [type](const torch::Tensor& one) { return one.scalar_type() == type && one.is_contiguous(); });
}

} // namespace

torch::Tensor reluLayers(const torch::Tensor& input, at::TensorList parameters)
{
    if (hasKernel(input, parameters))
        return ReluLayers::apply(input, parameters);
    auto values = input;
    for (std::size_t i = 0; i < parameters.size(); i += 2)
        values = torch::linear(values, parameters[i], parameters[i + 1]).relu_();
    return values;
}

} // namespace modalscope
