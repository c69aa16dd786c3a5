#include "core/eval/segmentation.h"

#include "core/base/require.h"
#include "core/eval/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace modalscope {
namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

double shareOf(double part, double whole)
{
    return whole > 0 ? part / whole : kNoValue;
}

double meanOfClasses(const std::vector<double>& values, bool absentAsZero)
{
    double sum = 0;
    int occurring = 0;
    for (const double value : values) {
        if (std::isnan(value))
            continue;
        sum += value;
        ++occurring;
    }
    return shareOf(sum, absentAsZero ? double(values.size()) : double(occurring));
}

/// NaN has no place in JSON.
nlohmann::json listOfClasses(const std::vector<double>& values)
{
    auto list = nlohmann::json::array();
    for (const double value : values)
        list.push_back(std::isnan(value) ? nlohmann::json() : nlohmann::json(value));
    return list;
}

} // namespace

PixelConfusion::PixelConfusion(int classCount, std::optional<int> ignoreLabel)
    : m_classCount(classCount)
    , m_ignoreLabel(ignoreLabel)
    , m_counts(std::size_t(classCount) * std::size_t(classCount))
{
    require(classCount > 0, "a class to count");
}

template <class Label>
Result<void> PixelConfusion::addPixels(
    std::span<const Label> labels, std::span<const std::int64_t> predicted, std::int64_t sample)
{
    const auto where = "sample " + std::to_string(sample);
    if (labels.size() != predicted.size())
        return Error{ErrorKind::Shape,
            where + " has " + std::to_string(labels.size()) + " labels, but "
                + std::to_string(predicted.size()) + " pixels were predicted"};
    const auto classes = Label(m_classCount);
    const auto isIgnored = [&](Label label) { return m_ignoreLabel && label == Label(*m_ignoreLabel); };
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (isIgnored(labels[i]))
            continue;
        if (!(labels[i] >= 0 && labels[i] < classes))
            return Error{ErrorKind::InvalidInput,
                where + " has the label " + std::to_string(std::int64_t(labels[i])) + ", but there are "
                    + std::to_string(m_classCount) + " classes; labels are 0 to "
                    + std::to_string(m_classCount - 1)
                    + (m_ignoreLabel
                            ? ", or " + std::to_string(*m_ignoreLabel) + " for pixels that do not count"
                            : "")};
        if (predicted[i] < 0 || predicted[i] >= m_classCount)
            return Error{ErrorKind::Internal,
                where + ": the class " + std::to_string(predicted[i])
                    + " was predicted, but the classes are 0 to " + std::to_string(m_classCount - 1)};
    }
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (!isIgnored(labels[i]))
            ++m_counts[std::size_t(labels[i]) * std::size_t(m_classCount) + std::size_t(predicted[i])];
    return {};
}

Result<void> PixelConfusion::add(
    std::span<const float> labels, std::span<const std::int64_t> predicted, std::int64_t sample)
{
    return addPixels(labels, predicted, sample);
}

Result<void> PixelConfusion::add(
    std::span<const std::int64_t> labels, std::span<const std::int64_t> predicted, std::int64_t sample)
{
    return addPixels(labels, predicted, sample);
}

void PixelConfusion::add(const PixelConfusion& other)
{
    require(other.m_classCount == m_classCount, "confusions of the same classes");
    std::ranges::transform(m_counts, other.m_counts, m_counts.begin(), std::plus<>());
}

std::int64_t PixelConfusion::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), std::int64_t(0));
}

SegmentationScores segmentationScores(const PixelConfusion& confusion)
{
    const auto classes = std::size_t(confusion.classCount());
    const auto counts = confusion.counts();
    SegmentationScores scores;
    double right = 0;
    for (std::size_t c = 0; c < classes; ++c) {
        double labelled = 0;
        double predicted = 0;
        for (std::size_t other = 0; other < classes; ++other) {
            labelled += double(counts[c * classes + other]);
            predicted += double(counts[other * classes + c]);
        }
        const auto found = double(counts[c * classes + c]);
        right += found;
        scores.iou.push_back(shareOf(found, labelled + predicted - found));
        scores.f1.push_back(shareOf(2 * found, labelled + predicted));
        scores.accuracy.push_back(shareOf(found, labelled));
    }
    scores.pixelAccuracy = shareOf(right, double(confusion.total()));
    const auto means = [&](bool absentAsZero) -> SegmentationMeans {
        return {meanOfClasses(scores.iou, absentAsZero), meanOfClasses(scores.f1, absentAsZero),
            meanOfClasses(scores.accuracy, absentAsZero)};
    };
    scores.mean = means(false);
    scores.meanAbsentAsZero = means(true);
    return scores;
}

nlohmann::json segmentationMetrics(const PixelConfusion& confusion)
{
    auto out = nlohmann::json::object();
    if (confusion.total() == 0)
        return out;
    const auto scores = segmentationScores(confusion);
    const auto put = [&](const std::string& name, double value) {
        if (!std::isnan(value))
            out[name] = toJson(Estimate{value, {}, {}});
    };
    put("pixel_accuracy", scores.pixelAccuracy);
    for (const auto& [means, ending] :
        {std::pair(scores.mean, ""), {scores.meanAbsentAsZero, "_absent_as_zero"}}) {
        put(std::string("miou") + ending, means.iou);
        put(std::string("f1") + ending, means.f1);
        put(std::string("mean_accuracy") + ending, means.accuracy);
    }
    out["iou_by_class"] = listOfClasses(scores.iou);
    out["f1_by_class"] = listOfClasses(scores.f1);
    out["accuracy_by_class"] = listOfClasses(scores.accuracy);
    auto rows = nlohmann::json::array();
    const auto classes = std::size_t(confusion.classCount());
    for (std::size_t c = 0; c < classes; ++c) {
        const auto row = confusion.counts().subspan(c * classes, classes);
        rows.push_back(std::vector<std::int64_t>(row.begin(), row.end()));
    }
    out["confusion"] = std::move(rows);
    return out;
}

} // namespace modalscope
