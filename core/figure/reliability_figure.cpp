#include "core/figure/reliability_figure.h"

#include "core/base/text.h"
#include "core/figure/figure_groups.h"
#include "core/figure/figure_notes.h"

#include <algorithm>

namespace modalscope {
namespace {

/// A step for each bin; a gap where `values` has none.
LineSeries binSteps(const std::vector<double>& values)
{
    LineSeries line;
    const auto bins = double(values.size());
    for (std::size_t k = 0; k < values.size(); ++k)
        for (const std::size_t edge : {k, k + 1}) {
            line.x.push_back(double(edge) / bins);
            line.y.push_back(values[k]);
        }
    return line;
}

/// The diagonal, with a point at the edge of each bin.
LineSeries perfectCalibration(std::size_t bins)
{
    LineSeries line;
    line.label = "perfect calibration";
    line.dashed = true;
    for (std::size_t k = 0; k <= bins; ++k) {
        line.x.push_back(double(k) / double(bins));
        line.y.push_back(100 * line.x.back());
    }
    return line;
}

Panel reliabilityPanel(const ReliabilityCurve& curve, int color)
{
    std::vector<double> accuracy;
    std::vector<double> share;
    for (std::size_t k = 0; k < curve.bins.count.size(); ++k) {
        const double count = curve.bins.count[k];
        accuracy.push_back(count > 0 ? 100 * curve.bins.right[k] / count : kNoValue);
        share.push_back(100 * count / double(curve.samples));
    }
    Panel panel;
    panel.title = curve.who + ", ECE " + fixedText(curve.error, 3);
    panel.x = {.label = "confidence (largest probability)", .hasRange = true, .categories = {}};
    panel.y = {.label = "accuracy in the bin (%)", .hasRange = true, .high = 100, .categories = {}};
    auto samples = binSteps(share);
    samples.faint = true;
    auto steps = binSteps(accuracy);
    steps.label = curve.who;
    samples.color = steps.color = color;
    panel.lines.push_back(std::move(samples));
    panel.lines.push_back(perfectCalibration(curve.bins.count.size()));
    panel.lines.push_back(std::move(steps));
    return panel;
}

/// "single runs 0.031 to 0.052" of the fusion, or of what comes last.
std::string singleErrors(const CalibrationReport& report)
{
    const auto& last = report.curves.back();
    if (last.errors.size() < 2)
        return {};
    const auto [low, high] = std::minmax_element(last.errors.begin(), last.errors.end());
    return "ECE (" + last.who + ") of single runs " + fixedText(*low, 3) + " to " + fixedText(*high, 3);
}

} // namespace

Figure reliabilityFigure(const CalibrationReport& report, const PredictionSource& source)
{
    auto figure = predictionSheet("reliability", "Calibration", source);
    if (report.curves.empty()) {
        figure.note = noteText(std::vector<std::string>{"No predictions on " + source.split});
    } else {
        std::map<std::string, int> given = source.colors;
        given.emplace("fused", 0);
        GroupColors colors(std::move(given));
        std::int64_t most = 0;
        for (const auto& curve : report.curves) {
            figure.panels.push_back(reliabilityPanel(curve, colors.color(curve.who, curve.who)));
            most = std::max(most, curve.samples);
        }
        const auto bins = report.curves.front().bins.count.size();
        figure.note = noteText(
            std::vector<std::string>{report.runs == 1 ? samplesText(most, source)
                                                      : "n = " + std::to_string(most) + " predictions on "
                        + source.split + ", those of " + std::to_string(report.runs) + " runs pooled",
                "steps: accuracy in " + std::to_string(bins)
                    + " bins of confidence; pale: share of the samples in each bin (%)",
                "ECE: expected calibration error", singleErrors(report), source.conditions});
    }
    for (const auto& note : report.notes)
        figure.note += " " + note;
    figure.columns = figureColumns(figure.panels.size());
    return figure;
}

} // namespace modalscope
