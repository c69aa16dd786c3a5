#include "core/analysis/fusion_trust.h"

#include "core/base/require.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

int largestOf(std::span<const double> scores)
{
    return int(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

/// Of the softmax of `logits`; NaN where they are no numbers.
double softmaxEntropy(std::span<const double> logits)
{
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const double logit : logits)
        sum += std::exp(logit - largest);
    const double logSum = largest + std::log(sum);
    double entropy = 0;
    for (const double logit : logits) {
        const double logP = logit - logSum;
        const double p = std::exp(logP);
        entropy -= p > 0 ? p * logP : std::isnan(p) ? kAbsent : 0;
    }
    return std::isfinite(entropy) ? std::max(0.0, entropy) : kAbsent;
}

/// Adds modality `m` of the run; returns how many samples it has that are no numbers.
std::int64_t addModality(FusionTrust& trust, const Predictions& run, std::size_t m)
{
    const auto& logits = run.logits[m];
    require(logits.rows() == trust.samples, "logits of every sample");
    TrustedModality modality{.name = run.modalities[m]};
    std::vector<double> entropy(std::size_t(trust.samples), kAbsent);
    std::vector<std::uint8_t> right(entropy.size(), 0);
    std::int64_t broken = 0;
    for (std::size_t i = 0; i < entropy.size(); ++i) {
        if (m < run.presence.size() && !run.presence[m].empty() && run.presence[m][i] == 0)
            continue;
        const auto row = logits.row(std::int64_t(i));
        entropy[i] = softmaxEntropy(row);
        if (std::isnan(entropy[i])) {
            ++broken;
            continue;
        }
        right[i] = largestOf(row) == run.labels[i] ? 1 : 0;
        ++modality.present;
        modality.right += right[i];
    }
    trust.classes = int(logits.rowSize());
    trust.modalities.push_back(std::move(modality));
    trust.entropy.push_back(std::move(entropy));
    trust.right.push_back(std::move(right));
    return broken;
}

/// Weights and the trusted modality of one sample.
void weighSample(FusionTrust& trust, std::size_t sample)
{
    double least = HUGE_VAL;
    for (const auto& entropy : trust.entropy)
        if (!std::isnan(entropy[sample]))
            least = std::min(least, entropy[sample]);
    double sum = 0;
    for (std::size_t m = 0; m < trust.entropy.size(); ++m)
        if (trust.isPresent(m, sample))
            sum += trust.weight[m][sample] = std::exp(least - trust.entropy[m][sample]);
    for (std::size_t m = 0; m < trust.entropy.size() && sum > 0; ++m) {
        trust.weight[m][sample] /= sum;
        if (trust.isPresent(m, sample)
            && (trust.trusted[sample] < 0
                || trust.weight[m][sample] > trust.weight[std::size_t(trust.trusted[sample])][sample]))
            trust.trusted[sample] = int(m);
    }
}

void countTrusted(FusionTrust& trust)
{
    for (std::size_t i = 0; i < trust.trusted.size(); ++i) {
        if (trust.trusted[i] < 0)
            continue;
        const auto m = std::size_t(trust.trusted[i]);
        ++trust.modalities[m].trusted;
        trust.modalities[m].rightWhenTrusted += trust.right[m][i];
        trust.modalities[m].fusedRightWhenTrusted += trust.fusedRight[i];
    }
}

std::string sampleCount(std::int64_t count)
{
    return std::to_string(count) + (count == 1 ? " sample" : " samples");
}

} // namespace

bool FusionTrust::isPresent(std::size_t modality, std::size_t sample) const
{
    return !std::isnan(entropy[modality][sample]);
}

FusionTrust fusionTrust(const Predictions& run)
{
    FusionTrust trust;
    trust.samples = std::int64_t(run.labels.size());
    std::vector<std::string> silent;
    for (std::size_t m = 0; m < run.modalities.size(); ++m) {
        if (m >= run.logits.size() || run.logits[m].values.empty()) {
            silent.push_back(run.modalities[m]);
            continue;
        }
        if (const auto broken = addModality(trust, run, m); broken > 0)
            trust.notes.push_back(
                sampleCount(broken) + " of " + run.modalities[m] + " left out: their logits are no numbers.");
    }
    if (!silent.empty())
        trust.notes.push_back("No predictions of their own: " + joinText(silent, ", ") + ".");
    const auto samples = std::size_t(trust.samples);
    trust.weight.assign(trust.entropy.size(), std::vector<double>(samples, 0.0));
    trust.trusted.assign(samples, -1);
    trust.fusedRight.assign(samples, 0);
    for (std::size_t i = 0; i < samples; ++i) {
        weighSample(trust, i);
        if (!run.fused.values.empty())
            trust.fusedRight[i] = largestOf(run.fused.row(std::int64_t(i))) == run.labels[i] ? 1 : 0;
    }
    countTrusted(trust);
    const auto nothing = std::count(trust.trusted.begin(), trust.trusted.end(), -1);
    if (nothing > 0 && !trust.modalities.empty())
        trust.notes.push_back("Nothing to trust in " + sampleCount(nothing) + ": every modality is absent.");
    return trust;
}

} // namespace modalscope
