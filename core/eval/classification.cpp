#include "core/eval/classification.h"

#include "core/base/require.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace modalscope {
namespace {

/// Returns ln Σ exp(logits) and fills the probabilities.
double softmax(std::span<const double> logits, std::span<double> probabilities)
{
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (std::size_t c = 0; c < logits.size(); ++c)
        sum += probabilities[c] = std::exp(logits[c] - largest);
    for (auto& probability : probabilities)
        probability /= sum;
    return largest + std::log(sum);
}

} // namespace

ScoredSamples scoreSamples(const ArrayD& scores, bool areProbabilities, std::span<const int> labels,
    std::span<const std::uint8_t> mask)
{
    require(scores.rows() == std::int64_t(labels.size()), "a label for every row of scores");
    require(mask.empty() || mask.size() == labels.size(), "a mask as long as the labels");
    const auto counted = mask.empty()
        ? std::int64_t(labels.size())
        : std::count_if(mask.begin(), mask.end(), [](auto m) { return m != 0; });
    const auto classes = scores.rowSize();
    ScoredSamples out;
    out.probabilities = ArrayD({counted, classes});
    std::int64_t next = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (!mask.empty() && mask[i] == 0)
            continue;
        require(labels[i] >= 0 && labels[i] < classes, "labels within the classes");
        const auto row = scores.row(std::int64_t(i));
        const auto probabilities = out.probabilities.row(next++);
        if (areProbabilities) {
            std::copy(row.begin(), row.end(), probabilities.begin());
            out.loss.push_back(
                -std::log(std::max(row[std::size_t(labels[i])], std::numeric_limits<double>::epsilon())));
        } else {
            out.loss.push_back(softmax(row, probabilities) - row[std::size_t(labels[i])]);
        }
        out.labels.push_back(labels[i]);
        out.predicted.push_back(int(std::max_element(row.begin(), row.end()) - row.begin()));
        out.confidence.push_back(*std::max_element(probabilities.begin(), probabilities.end()));
    }
    return out;
}

std::vector<std::int64_t> confusionMatrix(const ScoredSamples& samples)
{
    const auto classes = std::size_t(samples.classCount());
    std::vector<std::int64_t> counts(classes * classes);
    for (std::size_t i = 0; i < samples.labels.size(); ++i)
        ++counts[std::size_t(samples.labels[i]) * classes + std::size_t(samples.predicted[i])];
    return counts;
}

ClassF1 classF1(std::span<const double> confusion, int classCount)
{
    const auto classes = std::size_t(classCount);
    ClassF1 out;
    for (std::size_t c = 0; c < classes; ++c) {
        double labelled = 0;
        double predicted = 0;
        for (std::size_t other = 0; other < classes; ++other) {
            labelled += confusion[c * classes + other];
            predicted += confusion[other * classes + c];
        }
        if (labelled + predicted == 0)
            continue;
        out.sum += 2 * confusion[c * classes + c] / (labelled + predicted);
        ++out.occurring;
    }
    return out;
}

double macroF1(std::span<const double> confusion, int classCount)
{
    return classF1(confusion, classCount).sum / double(classCount);
}

AveragePrecision::AveragePrecision(const ScoredSamples& samples)
    : m_classCount(samples.classCount())
    , m_ranked(std::size_t(samples.classCount()))
{
    std::vector<std::uint32_t> order(std::size_t(samples.size()));
    for (int c = 0; c < m_classCount; ++c) {
        const auto score = [&](std::uint32_t i) { return samples.probabilities.row(i)[std::size_t(c)]; };
        std::iota(order.begin(), order.end(), 0U);
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return score(a) > score(b); });
        auto& ranked = m_ranked[std::size_t(c)];
        ranked.resize(order.size());
        for (std::size_t rank = 0; rank < order.size(); ++rank) {
            const bool last = rank + 1 == order.size() || score(order[rank + 1]) < score(order[rank]);
            ranked[rank] = {order[rank], samples.labels[order[rank]] == c, last};
        }
    }
}

double AveragePrecision::ofClass(int classIndex, std::span<const std::uint32_t> weights) const
{
    double seen = 0;
    double found = 0;
    double inGroup = 0;
    double area = 0;
    for (const auto& entry : m_ranked[std::size_t(classIndex)]) {
        const double weight = weights[entry.sample];
        seen += weight;
        if (entry.positive)
            inGroup += weight;
        if (entry.endsGroup && inGroup > 0) {
            found += inGroup;
            area += inGroup * (found / seen);
            inGroup = 0;
        }
    }
    return found > 0 ? area / found : std::numeric_limits<double>::quiet_NaN();
}

double AveragePrecision::mean(std::span<const std::uint32_t> weights) const
{
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < m_classCount; ++c) {
        const double value = ofClass(c, weights);
        if (std::isnan(value))
            continue;
        sum += value;
        ++occurring;
    }
    return occurring == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / occurring;
}

} // namespace modalscope
