#include "core/methods/logit_summary.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

template <class T>
LogitSummary summarize(const T* logits, const std::int64_t* labels, const bool* presence, std::int64_t rows,
    std::int64_t classes)
{
    LogitSummary summary;
    for (std::int64_t row = 0; row < rows; ++row) {
        if (presence != nullptr && !presence[row])
            continue;
        const T* z = logits + row * classes;
        const T* largest = std::max_element(z, z + classes);
        T sum = 0;
        for (std::int64_t c = 0; c < classes; ++c)
            sum += std::exp(z[c] - *largest);
        const double loss = std::log(double(sum)) - double(z[labels[row]] - *largest);
        summary.loss += loss;
        summary.trueClass += std::exp(-loss);
        summary.accuracy += largest - z == labels[row] ? 1 : 0;
        ++summary.rows;
    }
    if (summary.rows > 0) {
        summary.loss /= double(summary.rows);
        summary.trueClass /= double(summary.rows);
        summary.accuracy /= double(summary.rows);
    }
    return summary;
}

} // namespace

LogitSummary summarizeLogits(
    const torch::Tensor& logits, const torch::Tensor& labels, const torch::Tensor& presence)
{
    const auto values = logits.detach().to(torch::kCPU).contiguous();
    const auto truth = labels.to(torch::kCPU).contiguous();
    const auto present = presence.defined() ? presence.to(torch::kCPU).contiguous() : presence;
    const bool* mask = present.defined() ? present.data_ptr<bool>() : nullptr;
    const auto* y = truth.data_ptr<std::int64_t>();
    if (values.scalar_type() == torch::kFloat64)
        return summarize(values.data_ptr<double>(), y, mask, values.size(0), values.size(1));
    return summarize(values.data_ptr<float>(), y, mask, values.size(0), values.size(1));
}

std::vector<double> trueClassRatios(const std::vector<LogitSummary>& summaries)
{
    double sum = 0;
    for (const auto& summary : summaries) {
        if (summary.rows == 0 || summaries.size() < 2)
            return {};
        sum += summary.trueClass;
    }
    std::vector<double> ratios;
    for (const auto& summary : summaries)
        ratios.push_back(summary.trueClass / (sum - summary.trueClass));
    return ratios;
}

} // namespace modalscope
