#include "core/imported/logit_fusion.h"

#include "core/base/require.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// softmax of one row of logits; returns its entropy.
double toProbabilities(std::span<const double> logits, std::span<double> out)
{
    const double most = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (std::size_t c = 0; c < logits.size(); ++c)
        sum += out[c] = std::exp(logits[c] - most);
    double entropy = 0;
    for (std::size_t c = 0; c < logits.size(); ++c) {
        out[c] /= sum;
        entropy -= out[c] * (logits[c] - most - std::log(sum));
    }
    return entropy;
}

bool weighsByEntropy(ImportedFusion rule)
{
    return rule == ImportedFusion::Entropy || rule == ImportedFusion::EntropyProbabilities;
}

} // namespace

ArrayD fuseStoredLogits(
    std::span<const ArrayD> logits, std::span<const std::vector<std::uint8_t>> presence, ImportedFusion rule)
{
    require(!logits.empty() && rule != ImportedFusion::File, "logits and a rule to fuse them by");
    ArrayD fused(logits.front().shape);
    const auto classes = std::size_t(fused.rowSize());
    std::vector<double> weights(logits.size());
    std::vector<std::vector<double>> probabilities(logits.size(), std::vector<double>(classes));
    for (std::int64_t i = 0; i < fused.rows(); ++i) {
        double total = 0;
        for (std::size_t m = 0; m < logits.size(); ++m) {
            const bool isThere
                = m >= presence.size() || presence[m].empty() || presence[m][std::size_t(i)] != 0;
            weights[m] = isThere ? 1 : 0;
            if (isThere && weighsByEntropy(rule))
                weights[m] = std::exp(-toProbabilities(logits[m].row(i), probabilities[m]));
            total += weights[m];
        }
        const double divisor = rule == ImportedFusion::Sum || total == 0 ? 1 : total;
        const auto out = fused.row(i);
        for (std::size_t m = 0; m < logits.size(); ++m) {
            if (weights[m] == 0)
                continue;
            const auto row
                = givesProbabilities(rule) ? std::span<const double>(probabilities[m]) : logits[m].row(i);
            for (std::size_t c = 0; c < classes; ++c)
                out[c] += weights[m] / divisor * row[c];
        }
    }
    return fused;
}

} // namespace modalscope
