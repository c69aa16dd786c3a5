#include "core/models/norm_relu_pool.h"

#include "core/models/float_type.h"
#include "core/models/norm_pool_kernels.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <vector>

namespace modalscope {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

MapSize mapSize(const torch::Tensor& input)
{
    return {input.size(2), input.size(3), input.size(1)};
}

/// Calls `work(sample)` for every sample, on several threads when the run has them.
template <class Work>
void overSamples(const torch::Tensor& input, const Work& work)
{
    at::parallel_for(0, input.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto sample = begin; sample < end; ++sample)
            work(sample);
    });
}

/// Two sums per sample and channel; added up in the order of the samples, so that threads do not change the
/// result.
struct Sums {
    Sums(std::int64_t sampleCount, std::int64_t channelCount)
        : samples(sampleCount)
        , channels(channelCount)
        , first(std::size_t(sampleCount * channelCount))
        , second(first.size())
    { }
    double* firstOf(std::int64_t sample) { return first.data() + sample * channels; }
    double* secondOf(std::int64_t sample) { return second.data() + sample * channels; }
    void addUp() ///< into those of sample 0
    {
        for (std::int64_t i = channels; i < samples * channels; ++i) {
            first[std::size_t(i % channels)] += first[std::size_t(i)];
            second[std::size_t(i % channels)] += second[std::size_t(i)];
        }
    }
    std::int64_t samples, channels;
    std::vector<double> first, second;
};

struct Statistics {
    torch::Tensor mean, variance; ///< [channel]; the variance with the count as its divisor
};

template <class T>
Statistics batchStatistics(const torch::Tensor& input)
{
    const auto size = mapSize(input);
    const auto* x = input.data_ptr<T>();
    Sums sums(input.size(0), size.channels);
    overSamples(input, [&](std::int64_t sample) { // differences from one pixel lose no digits to a large mean
        channelMoments(
            x + sample * size.pixels() * size.channels, size, x, sums.firstOf(sample), sums.secondOf(sample));
    });
    sums.addUp();
    Statistics statistics{
        torch::empty({size.channels}, input.options().memory_format(at::MemoryFormat::Contiguous)), {}};
    statistics.variance = torch::empty_like(statistics.mean);
    const double count = double(input.size(0) * size.pixels());
    for (std::int64_t c = 0; c < size.channels; ++c) {
        const double shifted = sums.first[std::size_t(c)] / count;
        statistics.mean.data_ptr<T>()[c] = T(double(x[c]) + shifted);
        statistics.variance.data_ptr<T>()[c]
            = T(std::max(0.0, sums.second[std::size_t(c)] / count - shifted * shifted));
    }
    return statistics;
}

template <class T>
torch::Tensor pooled(const torch::Tensor& input, const torch::Tensor& scale, const torch::Tensor& offset,
    const torch::Tensor& chosen)
{
    const auto size = mapSize(input);
    auto output = torch::empty({input.size(0), size.channels, size.rows / 2, size.columns / 2},
        input.options().memory_format(kChannelsLast));
    const auto values = size.cells() * size.channels;
    overSamples(input, [&](std::int64_t sample) {
        normReluPool(input.data_ptr<T>() + sample * size.pixels() * size.channels, size, scale.data_ptr<T>(),
            offset.data_ptr<T>(), output.data_ptr<T>() + sample * values,
            chosen.data_ptr<std::uint8_t>() + sample * values);
    });
    return output;
}

torch::Tensor emptyChoice(const torch::Tensor& input)
{
    const auto size = mapSize(input);
    return torch::empty({input.size(0), size.cells(), size.channels}, torch::kUInt8);
}

/// Gradients of input, weight and bias, where mean and deviation are those of the batch:
/// dx = γ/σ · (g − mean(g) − x̂ · mean(g·x̂)), x̂ = (x − μ)/σ; dγ = Σ g·x̂; dβ = Σ g.
template <class T>
tensor_list gradients(const torch::Tensor& output, const torch::Tensor& input, const torch::Tensor& weight,
    const torch::Tensor& mean, const torch::Tensor& inverse, const torch::Tensor& chosen)
{
    const auto size = mapSize(input);
    const auto pixels = size.pixels() * size.channels, cells = size.cells() * size.channels;
    const auto* x = input.data_ptr<T>();
    const auto* dy = output.data_ptr<T>();
    const auto* choice = chosen.data_ptr<std::uint8_t>();
    Sums sums(input.size(0), size.channels);
    overSamples(input, [&](std::int64_t sample) {
        gradientMoments(x + sample * pixels, dy + sample * cells, choice + sample * cells, size,
            mean.data_ptr<T>(), sums.firstOf(sample), sums.secondOf(sample));
    });
    sums.addUp();
    auto dWeight = torch::empty_like(weight), dBias = torch::empty_like(weight);
    const auto channels = std::size_t(size.channels);
    std::vector<T> scale(channels), constant(channels), slope(channels);
    const double count = double(input.size(0) * size.pixels());
    for (std::size_t c = 0; c < channels; ++c) {
        const double deviation = inverse.data_ptr<T>()[c];
        dBias.data_ptr<T>()[c] = T(sums.first[c]);
        dWeight.data_ptr<T>()[c] = T(sums.second[c] * deviation);
        scale[c] = T(weight.data_ptr<T>()[c] * deviation);
        constant[c] = T(sums.first[c] / count);
        slope[c] = T(sums.second[c] / count * deviation * deviation);
    }
    auto dInput = torch::empty_like(input);
    overSamples(input, [&](std::int64_t sample) {
        inputGradient(x + sample * pixels, dy + sample * cells, choice + sample * cells, size,
            NormGradient<T>{scale.data(), constant.data(), slope.data(), mean.data_ptr<T>()},
            dInput.data_ptr<T>() + sample * pixels);
    });
    return {dInput, dWeight, dBias, torch::Tensor(), torch::Tensor()};
}

struct NormReluPool : torch::autograd::Function<NormReluPool> {
    static torch::Tensor forward(AutogradContext* context, const torch::Tensor& input,
        const torch::Tensor& weight, const torch::Tensor& bias, const torch::Tensor& mean,
        const torch::Tensor& inverse)
    {
        const auto scale = weight * inverse;
        const auto offset = bias - mean * scale;
        const auto chosen = emptyChoice(input);
        context->save_for_backward({input, weight, mean, inverse, chosen});
        return byFloatType(
            input, [&](auto zero) { return pooled<decltype(zero)>(input, scale, offset, chosen); });
    }

    static tensor_list backward(AutogradContext* context, const tensor_list& outputs)
    {
        const auto saved = context->get_saved_variables();
        const auto output = outputs[0].contiguous(kChannelsLast);
        return byFloatType(saved[0], [&](auto zero) {
            return gradients<decltype(zero)>(output, saved[0], saved[1], saved[2], saved[3], saved[4]);
        });
    }
};

void learnStatistics(torch::nn::BatchNorm2dImpl& norm, const Statistics& batch, double count)
{
    const double momentum = norm.options.momentum().value();
    norm.num_batches_tracked.add_(1);
    norm.running_mean.mul_(1 - momentum).add_(batch.mean, momentum);
    norm.running_var.mul_(1 - momentum).add_(batch.variance, momentum * count / (count - 1));
}

bool hasKernel(const torch::Tensor& input, const torch::nn::BatchNorm2dImpl& norm)
{
    const bool needsStoredStatisticsGradient = !norm.is_training() && torch::GradMode::is_enabled()
        && (input.requires_grad() || norm.weight.requires_grad());
    return input.is_cpu() && isFloatOrDouble(input) && norm.weight.scalar_type() == input.scalar_type()
        && !needsStoredStatisticsGradient && input.numel() / input.size(1) > 1;
}

} // namespace

torch::Tensor normReluPool(const torch::Tensor& input, torch::nn::BatchNorm2d& norm)
{
    if (input.numel() == 0 || !hasKernel(input, *norm))
        return torch::max_pool2d(norm->forward(input).relu_(), 2);
    const auto x = input.contiguous(kChannelsLast);
    if (!norm->is_training()) {
        const auto scale = norm->weight * (norm->running_var + norm->options.eps()).rsqrt();
        const auto offset = norm->bias - norm->running_mean * scale;
        return byFloatType(
            x, [&](auto zero) { return pooled<decltype(zero)>(x, scale, offset, emptyChoice(x)); });
    }
    Statistics batch;
    torch::Tensor inverse;
    {
        const torch::NoGradGuard noGradients;
        batch = byFloatType(x, [&](auto zero) { return batchStatistics<decltype(zero)>(x); });
        learnStatistics(*norm, batch, double(x.numel() / x.size(1)));
        inverse = (batch.variance + norm->options.eps()).rsqrt();
    }
    return NormReluPool::apply(x, norm->weight, norm->bias, batch.mean, inverse);
}

torch::Tensor withChannelsLast(const torch::Tensor& images)
{
    if (!images.is_cpu())
        return images;
    if (images.size(1) != 1)
        return images.contiguous(kChannelsLast);
    const auto plain = images.contiguous(); // one channel: the same memory, but the strides have to say so
    const auto rows = plain.size(2), columns = plain.size(3);
    return plain.as_strided(plain.sizes(), {rows * columns, 1, columns, 1});
}

} // namespace modalscope
