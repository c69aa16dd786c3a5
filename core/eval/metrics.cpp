#include "core/eval/metrics.h"

#include "core/base/random.h"
#include "core/base/require.h"
#include "core/base/text.h"
#include "core/eval/bootstrap.h"
#include "core/eval/calibration.h"
#include "core/eval/classification.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

/// Sorting costs too much to be repeated for more scores than this: map then has no interval.
constexpr std::int64_t kMostScoresForMapInterval = 50'000;
constexpr int kBins = 15;

enum Statistic { Accuracy, MacroF1, Ece, Loss, Map, StatisticCount };
constexpr std::array<const char*, StatisticCount> kNames{"accuracy", "macro_f1", "ece", "loss", "map"};

/// Everything a resample needs of one sample.
struct SampleEntry {
    std::uint32_t cell = 0; // of the confusion matrix
    std::uint16_t bin = 0;
    bool right = false;
    double confidence = 0;
    double loss = 0;
};

/// All metrics for any weighting of the samples.
class WeightedMetrics {
public:
    explicit WeightedMetrics(const ScoredSamples& samples)
        : m_classes(samples.classCount())
        , m_precision(samples)
        , m_confusion(std::size_t(m_classes) * std::size_t(m_classes))
    {
        m_entries.reserve(samples.labels.size());
        for (std::size_t i = 0; i < samples.labels.size(); ++i)
            m_entries.push_back({std::uint32_t(samples.labels[i] * m_classes + samples.predicted[i]),
                std::uint16_t(calibrationBin(samples.confidence[i], kBins)), samples.isRight(i),
                samples.confidence[i], samples.loss[i]});
    }

    void measure(std::span<const std::uint32_t> weights, std::span<double> out, bool withMap)
    {
        std::fill(m_confusion.begin(), m_confusion.end(), 0.0);
        Calibration calibration(kBins);
        double total = 0;
        double right = 0;
        double loss = 0;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const auto& entry = m_entries[i];
            const double weight = weights[i];
            const double rightWeight = entry.right ? weight : 0;
            total += weight;
            right += rightWeight;
            loss += weight * entry.loss;
            m_confusion[entry.cell] += weight;
            calibration.count[entry.bin] += weight;
            calibration.right[entry.bin] += rightWeight;
            calibration.confidence[entry.bin] += weight * entry.confidence;
        }
        out[Accuracy] = right / total;
        // A class of few samples is missing from many resamples, which says nothing against the classifier
        // there.
        const auto f1 = classF1(m_confusion, m_classes);
        m_everOccurring = std::max(m_everOccurring, f1.occurring);
        out[MacroF1] = f1.sum / double(m_classes - m_everOccurring + f1.occurring);
        out[Ece] = calibration.error();
        out[Loss] = loss / total;
        if (withMap)
            out[Map] = m_precision.mean(weights);
    }

private:
    int m_classes;
    int m_everOccurring = 0; // set by the first measurement, of all samples
    AveragePrecision m_precision;
    std::vector<SampleEntry> m_entries;
    std::vector<double> m_confusion;
};

nlohmann::json confusionJson(const ScoredSamples& samples)
{
    const auto counts = confusionMatrix(samples);
    const auto classes = std::size_t(samples.classCount());
    auto rows = nlohmann::json::array();
    for (std::size_t c = 0; c < classes; ++c)
        rows.push_back(std::vector<std::int64_t>(counts.begin() + std::ptrdiff_t(c * classes),
            counts.begin() + std::ptrdiff_t((c + 1) * classes)));
    return rows;
}

} // namespace

nlohmann::json toJson(const Estimate& estimate)
{
    nlohmann::json out{{"value", estimate.value}};
    if (estimate.low)
        out["low"] = *estimate.low;
    if (estimate.high)
        out["high"] = *estimate.high;
    return out;
}

nlohmann::json classificationMetrics(const ArrayD& scores, bool areProbabilities, std::span<const int> labels,
    std::span<const std::uint8_t> mask, std::uint64_t seed, const std::function<bool()>& shouldStop)
{
    const auto samples = scoreSamples(scores, areProbabilities, labels, mask);
    auto out = nlohmann::json::object();
    if (samples.size() == 0)
        return out;
    WeightedMetrics metrics(samples);
    std::vector<double> values(StatisticCount);
    const std::vector<std::uint32_t> once(std::size_t(samples.size()), 1);
    metrics.measure(once, values, /*withMap=*/true);

    const bool mapInterval = std::int64_t(samples.probabilities.values.size()) <= kMostScoresForMapInterval;
    const int bootstrapped = mapInterval ? StatisticCount : StatisticCount - 1;
    const auto intervals = bootstrapIntervals(
        samples.size(), bootstrapped,
        [&](std::span<const std::uint32_t> counts, std::span<double> row) {
            metrics.measure(counts, row, mapInterval);
        },
        seed, shouldStop);
    for (int s = 0; s < StatisticCount; ++s) {
        Estimate estimate{values[std::size_t(s)], {}, {}};
        if (s < bootstrapped) {
            // Resampling adds calibration error of its own and loses rare classes: the interval may miss the
            // value.
            estimate.low = std::min(intervals[std::size_t(s)].low, estimate.value);
            estimate.high = std::max(intervals[std::size_t(s)].high, estimate.value);
        }
        out[kNames[std::size_t(s)]] = toJson(estimate);
    }
    out["confusion"] = confusionJson(samples);
    return out;
}

nlohmann::json splitMetrics(
    const Predictions& predictions, std::uint64_t seed, const std::function<bool()>& shouldStop)
{
    require(predictions.presence.empty() || predictions.presence.size() == predictions.modalities.size(),
        "presence for every modality");
    nlohmann::json out{{"n", predictions.labels.size()}};
    out["fused"] = classificationMetrics(predictions.fused, predictions.fusedAreProbabilities,
        predictions.labels, {}, seedFor(seed, "fused"), shouldStop);
    auto modalities = nlohmann::json::object();
    for (std::size_t m = 0; m < predictions.logits.size(); ++m) {
        if (predictions.logits[m].values.empty())
            continue;
        const auto& name = predictions.modalities[m];
        const auto mask
            = predictions.presence.empty() ? std::span<const std::uint8_t>() : predictions.presence[m];
        auto metrics = classificationMetrics(
            predictions.logits[m], false, predictions.labels, mask, seedFor(seed, name), shouldStop);
        if (!metrics.empty())
            modalities[name] = std::move(metrics);
    }
    out["modalities"] = std::move(modalities);
    return out;
}

std::optional<Estimate> metricAt(const nlohmann::json& metrics, const std::string& path)
{
    const auto splits = metrics.find("splits");
    const auto* place = splits == metrics.end() ? &metrics : &*splits;
    for (const auto& part : splitText(path, '/')) {
        if (!place->is_object() || !place->contains(part))
            return std::nullopt;
        place = &(*place)[part];
    }
    if (!place->is_object() || !place->contains("value") || !(*place)["value"].is_number())
        return std::nullopt;
    Estimate estimate{(*place)["value"].get<double>(), {}, {}};
    if (place->contains("low") && (*place)["low"].is_number())
        estimate.low = (*place)["low"].get<double>();
    if (place->contains("high") && (*place)["high"].is_number())
        estimate.high = (*place)["high"].get<double>();
    return estimate;
}

} // namespace modalscope
