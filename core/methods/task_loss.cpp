#include "core/methods/task_loss.h"

#include "core/methods/method.h"

#include <algorithm>
#include <cmath>

namespace modalscope {

torch::Tensor pixelLosses(const torch::Tensor& logits, const torch::Tensor& labels)
{
    namespace F = torch::nn::functional;
    return F::cross_entropy(
        logits, labels, F::CrossEntropyFuncOptions().ignore_index(kIgnoredPixel).reduction(torch::kNone));
}

torch::Tensor meanPixelLoss(const torch::Tensor& losses, std::int64_t counted)
{
    return losses.sum() / double(counted);
}

torch::Tensor hardPixelLoss(const torch::Tensor& losses, std::int64_t counted, const OhemOptions& options)
{
    const auto all = losses.flatten();
    const auto hard = all.detach().gt(-std::log(options.threshold));
    const auto least = std::max<std::int64_t>(1, std::int64_t(options.least * double(counted)));
    const auto count = hard.sum().item<std::int64_t>();
    if (count >= least)
        return all.masked_select(hard).mean();
    return std::get<0>(all.topk(least)).mean();
}

} // namespace modalscope
