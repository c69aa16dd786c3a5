#include "core/analysis/selection_summary.h"

#include "core/analysis/sample_columns.h"
#include "core/base/require.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr int kEntropyHistogramBins = 20;
constexpr std::size_t kMostConfusedClasses = 500; // a matrix of more cannot be read
constexpr double kNoEntropy = std::numeric_limits<double>::quiet_NaN();

SelectedAccuracy countRight(std::string who, const ValueColumn& wrong, const SelectionMask& selected)
{
    SelectedAccuracy out{.who = std::move(who)};
    for (std::size_t i = 0; i < wrong.numbers.size(); ++i) {
        const float value = wrong.numbers[i];
        if (std::isnan(value))
            continue;
        const std::int64_t right = value == 0 ? 1 : 0;
        const std::int64_t counts = selected.contains(i) ? 1 : 0;
        ++out.all.n;
        out.all.right += right;
        out.selected.n += counts;
        out.selected.right += counts & right;
    }
    return out;
}

void addConfusion(SelectionSummary& summary, const ValueColumn& truth, const ValueColumn& predicted,
    const SelectionMask& selected)
{
    summary.classNames = truth.categories;
    const auto classes = truth.categories.size();
    if (classes > kMostConfusedClasses)
        return;
    std::vector<std::int64_t> flat(classes * classes, 0);
    selected.forEach([&](std::size_t i) {
        const auto row = std::size_t(std::uint32_t(truth.codes[i]));
        const auto column = std::size_t(std::uint32_t(predicted.codes[i]));
        if (row < classes && column < classes)
            ++flat[row * classes + column];
    });
    for (std::size_t c = 0; c < classes; ++c)
        summary.confusion.emplace_back(
            flat.begin() + std::ptrdiff_t(c * classes), flat.begin() + std::ptrdiff_t((c + 1) * classes));
}

void addEntropy(
    SelectionSummary& summary, const ValueColumn& entropy, std::size_t classes, const SelectionMask& selected)
{
    const double most = std::log(double(std::max<std::size_t>(2, classes)));
    summary.entropyBins = {0, most / kEntropyHistogramBins, kEntropyHistogramBins};
    summary.selectedEntropy.assign(kEntropyHistogramBins, 0);
    summary.allEntropy.assign(kEntropyHistogramBins, 0);
    double sumSelected = 0, sumAll = 0;
    std::int64_t nSelected = 0, nAll = 0;
    for (std::size_t i = 0; i < entropy.numbers.size(); ++i) {
        const double value = entropy.numbers[i];
        const int bin = summary.entropyBins.binOf(value);
        if (bin < 0)
            continue;
        ++summary.allEntropy[std::size_t(bin)];
        ++nAll;
        sumAll += value;
        if (!selected.contains(i))
            continue;
        ++summary.selectedEntropy[std::size_t(bin)];
        ++nSelected;
        sumSelected += value;
    }
    if (nAll > 0)
        summary.allMeanEntropy = sumAll / double(nAll);
    if (nSelected > 0)
        summary.selectedMeanEntropy = sumSelected / double(nSelected);
}

} // namespace

double RightCount::accuracy() const
{
    return n == 0 ? std::numeric_limits<double>::quiet_NaN() : double(right) / double(n);
}

SelectionSummary::SelectionSummary()
    : selectedMeanEntropy(kNoEntropy)
    , allMeanEntropy(kNoEntropy)
{ }

SelectionSummary selectionSummary(std::span<const ValueColumn> columns, const SelectionMask& selected)
{
    for (const auto& column : columns)
        require(column.size() == selected.size(), "columns have a value for every sample");
    SelectionSummary summary;
    summary.selected = std::int64_t(selected.count());
    summary.all = std::int64_t(selected.size());
    const auto* wrong = findColumn(columns, "wrong");
    const auto* predicted = findColumn(columns, "prediction");
    const bool isClassified
        = wrong != nullptr && !wrong->isCategorical() && predicted != nullptr && predicted->isCategorical();
    if (!isClassified)
        return summary;
    summary.accuracy.push_back(countRight("fused", *wrong, selected));
    for (const auto& name : predictedModalities(columns))
        summary.accuracy.push_back(countRight(name, *findColumn(columns, "wrong " + name), selected));
    if (const auto* truth = findColumn(columns, "class"); truth != nullptr && truth->isCategorical())
        addConfusion(summary, *truth, *predicted, selected);
    if (const auto* entropy = findColumn(columns, "entropy"); entropy != nullptr && !entropy->isCategorical())
        addEntropy(summary, *entropy, predicted->categories.size(), selected);
    return summary;
}

} // namespace modalscope
