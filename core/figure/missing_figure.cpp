#include "core/figure/missing_figure.h"

#include "core/base/text.h"
#include "core/figure/figure_groups.h"
#include "core/figure/figure_notes.h"
#include "core/figure/metric_axis.h"
#include "core/figure/seed_lines.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// The least and the most seeds behind a curve, over its rates.
std::pair<int, int> seedsOfCurve(const MissingCurve& curve)
{
    int least = curve.values.front().over.n;
    int most = least;
    for (const auto& numbers : curve.values) {
        least = std::min(least, numbers.over.n);
        most = std::max(most, numbers.over.n);
    }
    return {least, most};
}

LineSeries curveOfMeans(
    const MissingCurve& curve, const std::string& label, int color, double factor, bool band)
{
    LineSeries line{.label = label, .x = curve.rates, .y = {}, .color = color};
    const auto [least, most] = seedsOfCurve(curve);
    line.n = least == most ? most : 0;
    const bool hasBand = band && most >= kLeastSeedsForBand;
    for (const auto& numbers : curve.values) {
        line.y.push_back(numbers.over.mean * factor);
        if (!hasBand)
            continue;
        const bool isEnough = numbers.over.n >= kLeastSeedsForBand;
        line.low.push_back(isEnough ? numbers.over.low * factor : kNoValue);
        line.high.push_back(isEnough ? numbers.over.high * factor : kNoValue);
    }
    return line;
}

/// One pale line per seed.
std::vector<LineSeries> curvesOfSeeds(const MissingCurve& curve, int color, double factor)
{
    std::map<std::uint64_t, std::vector<double>> bySeed;
    for (std::size_t r = 0; r < curve.values.size(); ++r)
        for (const auto& value : curve.values[r].values) {
            auto& values = bySeed[value.seed];
            values.resize(curve.values.size(), kNoValue);
            values[r] = value.value * factor;
        }
    std::vector<LineSeries> lines;
    for (auto& [seed, values] : bySeed) {
        LineSeries line{.label = {}, .x = curve.rates, .y = std::move(values), .color = color};
        line.faint = true;
        line.n = 1;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string rateText(double rate)
{
    return numberText(std::round(rate * 100) / 100);
}

/// Labels of the curves; where the panel mixes training rates each label says its own.
std::vector<std::string> curveLabels(const MissingSweep& sweep, bool panelPerTrainRate)
{
    const bool mixesRates = std::any_of(sweep.curves.begin(), sweep.curves.end(),
        [&](const auto& curve) { return curve.trainRate != sweep.curves.front().trainRate; });
    std::vector<std::string> labels;
    for (const auto& curve : sweep.curves) {
        const auto same = std::count_if(sweep.curves.begin(), sweep.curves.end(),
            [&](const auto& other) { return other.label == curve.label; });
        const bool needsRate = mixesRates && !panelPerTrainRate && same > 1;
        labels.push_back(curve.label + (needsRate ? ", trained at " + rateText(curve.trainRate) : ""));
    }
    return labels;
}

std::string sweepSpread(const std::vector<DrawnCount>& counts, bool band)
{
    int least = counts.front().n;
    int most = least;
    for (const auto& count : counts) {
        least = std::min(least, count.n);
        most = std::max(most, count.n);
    }
    if (most < 2)
        return "one seed: no band";
    if (!band || most < kLeastSeedsForBand)
        return "mean over seeds and single runs";
    return std::string("mean with 95 % t interval over seeds")
        + (least < kLeastSeedsForBand ? ", no band where there are fewer than 3" : "");
}

/// Of what is shown in percent in points: "difference in accuracy (points)".
std::string differenceLabel(const MetricAxis& axis)
{
    const auto unit = axis.unit == "%" ? std::string("points") : axis.unit;
    return "difference in " + axis.quantity + (unit.empty() ? "" : " (" + unit + ")");
}

} // namespace

Figure missingSweepFigure(const MissingSweep& all, const MissingFigureOptions& options)
{
    const bool isDifference = !options.differenceTo.empty();
    const auto sweep = isDifference ? differencesTo(all, options.differenceTo) : all;
    Figure figure;
    figure.name = isDifference ? "missing-difference" : "missing-sweep";
    const auto axis = metricAxis("test/" + options.metric);
    figure.title = "Test " + axis.quantity
        + (isDifference && !sweep.reference.empty() ? ", difference to " + sweep.reference + "," : "")
        + " against the missing rate" + (axis.place == "fused" ? "" : ": " + axis.place);
    const auto notes = joinText(sweep.notes, " ");
    const auto labels = curveLabels(sweep, options.panelPerTrainRate);
    GroupColors colors(options.colors);
    std::map<double, Panel> panels; // by training rate
    std::vector<DrawnCount> counts;
    std::vector<std::string> behind;
    const int zeroColor = isDifference ? colors.color(options.differenceTo, sweep.reference) : 0;
    for (std::size_t i = 0; i < sweep.curves.size(); ++i) {
        const auto& curve = sweep.curves[i];
        if (curve.values.empty())
            continue;
        auto& panel = panels[options.panelPerTrainRate ? curve.trainRate : 0];
        if (options.panelPerTrainRate)
            panel.title = "trained at rate " + rateText(curve.trainRate);
        const int color = colors.color(curve.id, labels[i]);
        auto line = curveOfMeans(curve, labels[i], color, axis.factor, options.band);
        const bool hasBand = !line.low.empty();
        panel.lines.push_back(std::move(line));
        const auto [least, most] = seedsOfCurve(curve);
        if (!hasBand && most > 1)
            for (auto& seedLine : curvesOfSeeds(curve, color, axis.factor))
                panel.lines.push_back(std::move(seedLine));
        counts.push_back({labels[i], least, curve.expected});
        for (const auto& numbers : curve.values)
            for (auto& run : numbers.runs())
                behind.push_back(std::move(run));
    }
    for (auto& [rate, panel] : panels) {
        panel.x.label = "missing rate (share of cells)";
        panel.y.label = isDifference ? differenceLabel(axis) : axis.label();
        if (isDifference)
            panel.references.push_back({.label = sweep.reference, .y = 0, .color = zeroColor});
        if (sweep.isGcnet)
            panel.markers.push_back({"every sample keeps one modality", sweep.saturation});
        figure.panels.push_back(std::move(panel));
    }
    figure.columns = figureColumns(figure.panels.size());
    figure.note = counts.empty()
        ? isDifference ? "There is no difference to show."
                       : "No finished run was tested at rates of missing cells."
        : noteText(std::vector<std::string>{countsText(counts), sweepSpread(counts, options.band),
            isDifference ? "differences to " + sweep.reference + " of the same seeds" : "",
            options.conditions});
    figure.note += (notes.empty() ? "" : " ") + notes;
    figure.provenance = runProvenance(std::move(behind), options.command);
    return figure;
}

} // namespace modalscope
