#include "core/figure/selection_figures.h"

#include "core/base/text.h"
#include "core/figure/confusion_figure.h"
#include "core/figure/figure_notes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace modalscope {
namespace {

std::string selectedText(const SelectionSummary& summary, const PredictionSource& source)
{
    return "n = " + std::to_string(summary.selected) + " selected of "
        + samplesText(summary.all, source).substr(4);
}

/// 95 % interval of a share, in percent: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n), z = 1.96.
std::pair<double, double> wilsonPercent(const RightCount& count)
{
    if (count.n == 0)
        return {kNoValue, kNoValue};
    constexpr double z = 1.959963984540054;
    const double n = double(count.n), p = count.accuracy();
    const double middle = p + z * z / (2 * n);
    const double spread = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    const double whole = 1 + z * z / n;
    return {100 * std::max(0.0, (middle - spread) / whole), 100 * std::min(1.0, (middle + spread) / whole)};
}

BarSeries accuracyBars(
    const SelectionSummary& summary, std::string label, int color, RightCount SelectedAccuracy::*counts)
{
    BarSeries bars{.label = std::move(label), .values = {}, .color = color};
    for (const auto& one : summary.accuracy) {
        const auto& count = one.*counts;
        const auto [low, high] = wilsonPercent(count);
        bars.values.push_back(100 * count.accuracy());
        bars.low.push_back(low);
        bars.high.push_back(high);
    }
    return bars;
}

/// "audio: 12 of 30" where the counts are not those of every selected sample.
std::string lackingText(const SelectionSummary& summary)
{
    std::vector<std::string> lacking;
    for (const auto& one : summary.accuracy)
        if (one.selected.n < summary.selected)
            lacking.push_back(one.who + " of " + std::to_string(one.selected.n));
    return lacking.empty() ? std::string() : "selected samples with a prediction: " + joinText(lacking, ", ");
}

BarSeries entropyBars(std::string label, int color, const std::vector<std::int64_t>& counts)
{
    std::int64_t sum = 0;
    for (const auto count : counts)
        sum += count;
    BarSeries bars{.label = std::move(label), .values = {}, .color = color};
    for (const auto count : counts)
        bars.values.push_back(sum == 0 ? kNoValue : 100.0 * double(count) / double(sum));
    return bars;
}

std::string meanEntropyText(const SelectionSummary& summary)
{
    const auto text = [](double value) { return std::isnan(value) ? "none" : fixedText(value, 3) + " nat"; };
    return "mean entropy: selected " + text(summary.selectedMeanEntropy) + ", all "
        + text(summary.allMeanEntropy);
}

constexpr const char* kNoClassification
    = "These samples have no predictions: choose a finished classification run.";

} // namespace

Figure selectionAccuracyFigure(const SelectionSummary& summary, const PredictionSource& source)
{
    auto figure = predictionSheet("selection-accuracy", "Accuracy of the selection", source);
    if (summary.accuracy.empty()) {
        figure.note = kNoClassification;
        return figure;
    }
    Panel panel;
    panel.x.label = "who predicts";
    panel.y.label = "accuracy (%)";
    for (const auto& one : summary.accuracy)
        panel.x.categories.push_back(one.who);
    panel.bars.push_back(
        accuracyBars(summary, "selected", kSelectedSamplesColor, &SelectedAccuracy::selected));
    panel.bars.push_back(accuracyBars(summary, "all", kAllSamplesColor, &SelectedAccuracy::all));
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(std::vector<std::string>{selectedText(summary, source),
        "95 % intervals over samples (Wilson)", lackingText(summary), source.conditions});
    return figure;
}

Figure selectionEntropyFigure(const SelectionSummary& summary, const PredictionSource& source)
{
    auto figure = predictionSheet("selection-entropy", "Entropy of the selection", source);
    if (summary.allEntropy.empty()) {
        figure.note = kNoClassification;
        return figure;
    }
    Panel panel;
    panel.x.label = "entropy of the fused prediction (nat), middle of the bin";
    panel.y.label = "share of samples (%)";
    for (int bin = 0; bin < summary.entropyBins.count; ++bin)
        panel.x.categories.push_back(fixedText(summary.entropyBins.middle(bin), 2));
    panel.bars.push_back(entropyBars("selected", kSelectedSamplesColor, summary.selectedEntropy));
    panel.bars.push_back(entropyBars("all", kAllSamplesColor, summary.allEntropy));
    figure.panels.push_back(std::move(panel));
    figure.note = noteText(
        std::vector<std::string>{selectedText(summary, source), meanEntropyText(summary), source.conditions});
    return figure;
}

Figure selectionConfusionFigure(const SelectionSummary& summary, const PredictionSource& source)
{
    ConfusionSource of;
    const auto sheet = predictionSheet("selection-confusion", "Confusion of the selection", source);
    of.name = sheet.name;
    of.title = sheet.title;
    of.split = source.split + ", selected";
    of.conditions = source.conditions;
    of.classNames = summary.classNames;
    of.provenance = sheet.provenance;
    auto figure = confusionFigure(summary.confusion, of);
    if (summary.confusion.empty())
        figure.note = summary.classNames.empty()
            ? std::string(kNoClassification)
            : "No confusion matrix is drawn of " + std::to_string(summary.classNames.size()) + " classes.";
    return figure;
}

} // namespace modalscope
