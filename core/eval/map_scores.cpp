#include "core/eval/map_scores.h"

#include "core/base/require.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace modalscope {
namespace {

constexpr double kNoScore = std::numeric_limits<double>::quiet_NaN();

std::int64_t sumOf(const std::vector<std::int64_t>& counts)
{
    return std::accumulate(counts.begin(), counts.end(), std::int64_t(0));
}

/// Error: Shape for a label that is no class.
Result<PixelCounts> countPixels(
    std::span<const std::uint8_t> truth, std::span<const std::uint8_t> predicted, int classes)
{
    PixelCounts counts(LabelMaps::kNone); // every byte but kNone has a place: no test in the loop
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (truth[i] == LabelMaps::kNone || predicted[i] == LabelMaps::kNone)
            continue;
        ++counts.labelled[truth[i]];
        ++counts.predicted[predicted[i]];
        counts.right[truth[i]] += truth[i] == predicted[i];
    }
    for (auto* list : {&counts.labelled, &counts.predicted, &counts.right}) {
        if (std::any_of(list->begin() + classes, list->end(), [](std::int64_t n) { return n > 0; }))
            return Error{ErrorKind::Shape,
                "a label map has a class that is none of the " + std::to_string(classes) + " classes"};
        list->resize(std::size_t(classes));
    }
    return counts;
}

} // namespace

PixelCounts::PixelCounts(int classes)
    : right(std::size_t(classes))
    , labelled(std::size_t(classes))
    , predicted(std::size_t(classes))
{ }

void PixelCounts::add(const PixelCounts& other)
{
    require(other.right.size() == right.size(), "counts of the same classes");
    std::ranges::transform(right, other.right, right.begin(), std::plus<>());
    std::ranges::transform(labelled, other.labelled, labelled.begin(), std::plus<>());
    std::ranges::transform(predicted, other.predicted, predicted.begin(), std::plus<>());
}

std::int64_t PixelCounts::total() const
{
    return sumOf(labelled);
}

double PixelCounts::iou(std::size_t label) const
{
    const auto either = labelled[label] + predicted[label] - right[label];
    return either > 0 ? double(right[label]) / double(either) : kNoScore;
}

double PixelCounts::miou() const
{
    double sum = 0;
    int occurring = 0;
    for (std::size_t label = 0; label < right.size(); ++label) {
        const double value = iou(label);
        if (std::isnan(value))
            continue;
        sum += value;
        ++occurring;
    }
    return occurring > 0 ? sum / occurring : kNoScore;
}

double PixelCounts::pixelAccuracy() const
{
    const auto counted = total();
    return counted > 0 ? double(sumOf(right)) / double(counted) : kNoScore;
}

std::vector<double> MapScores::mious() const
{
    std::vector<double> values;
    for (const auto& sample : samples)
        values.push_back(sample.miou());
    return values;
}

std::int64_t MapScores::counted() const
{
    return std::ranges::count_if(samples, [](const PixelCounts& sample) { return sample.total() > 0; });
}

Result<MapScores> mapScores(
    const LabelMaps& truth, const LabelMaps& predicted, int classes, const std::function<bool()>& shouldStop)
{
    if (truth.rows != predicted.rows || truth.columns != predicted.columns
        || truth.classes.size() != predicted.classes.size())
        return Error{ErrorKind::Shape,
            "label maps of " + std::to_string(truth.samples()) + " samples of " + std::to_string(truth.rows)
                + " × " + std::to_string(truth.columns) + " pixels cannot be compared with "
                + std::to_string(predicted.samples()) + " of " + std::to_string(predicted.rows) + " × "
                + std::to_string(predicted.columns)};
    MapScores scores;
    scores.all = PixelCounts(classes);
    for (std::int64_t i = 0; i < truth.samples(); ++i) {
        if (shouldStop && shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        auto counts = countPixels(truth.map(i), predicted.map(i), classes);
        if (!counts)
            return Error{counts.error().kind, "sample " + std::to_string(i) + ": " + counts.error().message};
        scores.all.add(counts.value());
        scores.samples.push_back(std::move(counts).value());
    }
    return scores;
}

std::vector<double> lossOfQuality(const MapScores& better, const MapScores& worse)
{
    require(better.samples.size() == worse.samples.size(), "scores of the same samples");
    std::vector<double> loss;
    for (std::size_t i = 0; i < better.samples.size(); ++i)
        loss.push_back(better.samples[i].miou() - worse.samples[i].miou());
    return loss;
}

std::vector<std::int64_t> largestFirst(std::span<const double> values)
{
    std::vector<std::int64_t> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) {
        const double first = values[std::size_t(a)], second = values[std::size_t(b)];
        return std::isnan(second) ? !std::isnan(first) : first > second;
    });
    return order;
}

} // namespace modalscope
