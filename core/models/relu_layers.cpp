#include "core/models/relu_layers.h"

#include "core/models/float_type.h"
#include "core/models/matrix_product.h"
#include "core/models/relu_kernels.h"

#include <algorithm>

namespace modalscope {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

torch::Tensor layer(const torch::Tensor& input, const torch::Tensor& weight, const torch::Tensor& bias)
{
    const auto rows = input.size(0), inner = input.size(1), columns = weight.size(0);
    auto output = at::empty({rows, columns}, input.options());
    byFloatType(output, [&](auto zero) {
        using T = decltype(zero);
        auto* values = output.data_ptr<T>();
        fillRows(values, bias.data_ptr<T>(), rows, columns);
        matrixProduct(Factor<T>{input.data_ptr<T>(), inner}, Factor<T>{weight.data_ptr<T>(), inner, true},
            inner, {values, rows, columns, columns}, /*adds=*/true);
        keepPositive(values, rows * columns);
    });
    return output;
}

struct ReluLayers : torch::autograd::Function<ReluLayers> {
    static torch::Tensor forward(
        AutogradContext* context, const torch::Tensor& input, at::TensorList parameters)
    {
        const at::AutoDispatchBelowADInplaceOrView belowAutograd;
        tensor_list saved{input.contiguous()}; // values of every layer, then their weights
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
            const auto rows = after.size(0), columns = after.size(1), inner = before.size(1);
            auto bias = at::empty({columns}, after.options());
            auto weightGradient = at::empty({columns, inner}, weight.options());
            auto inputGradient
                = i > 0 || needsInput ? at::empty({rows, inner}, before.options()) : torch::Tensor();
            byFloatType(after, [&](auto zero) {
                using T = decltype(zero);
                auto* values = masked.data_ptr<T>();
                maskGradient(
                    gradient.data_ptr<T>(), after.data_ptr<T>(), values, bias.data_ptr<T>(), rows, columns);
                matrixProduct(Factor<T>{values, columns, true}, Factor<T>{before.data_ptr<T>(), inner}, rows,
                    {weightGradient.data_ptr<T>(), columns, inner, inner}, /*adds=*/false);
                if (inputGradient.defined())
                    matrixProduct(Factor<T>{values, columns}, Factor<T>{weight.data_ptr<T>(), inner}, columns,
                        {inputGradient.data_ptr<T>(), rows, inner, inner}, /*adds=*/false);
            });
            gradients[1 + 2 * i] = weightGradient;
            gradients[2 + 2 * i] = bias;
            gradient = masked = inputGradient; // ours alone, so the next mask may be taken in place
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
