#include "core/analysis/calibration_report.h"

#include "core/base/text.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

void addBins(ReliabilityCurve& curve, const ScoredSamples& samples, int bins)
{
    const auto own = calibrate(samples, bins);
    for (std::size_t k = 0; k < own.count.size(); ++k) {
        curve.bins.count[k] += own.count[k];
        curve.bins.right[k] += own.right[k];
        curve.bins.confidence[k] += own.confidence[k];
    }
    if (samples.size() > 0)
        curve.errors.push_back(own.error());
}

/// Samples of modality `m`; none where it has no logits.
ScoredSamples scoresOfModality(const Predictions& run, std::size_t m)
{
    if (m >= run.logits.size() || run.logits[m].values.empty())
        return {};
    const auto mask = m < run.presence.size() ? std::span<const std::uint8_t>(run.presence[m])
                                              : std::span<const std::uint8_t>();
    return scoreSamples(run.logits[m], false, run.labels, mask);
}

void finishCurve(CalibrationReport& report, ReliabilityCurve curve)
{
    const double count = std::accumulate(curve.bins.count.begin(), curve.bins.count.end(), 0.0);
    if (count == 0)
        return;
    curve.samples = std::int64_t(count);
    curve.error = curve.bins.error();
    curve.accuracy = std::accumulate(curve.bins.right.begin(), curve.bins.right.end(), 0.0) / count;
    report.curves.push_back(std::move(curve));
}

} // namespace

CalibrationReport calibrationReport(std::span<const Predictions* const> runs, int bins)
{
    CalibrationReport report;
    report.runs = int(runs.size());
    std::vector<std::string> names;
    for (const auto* run : runs)
        for (const auto& name : run->modalities)
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
    std::vector<std::string> silent;
    for (const auto& name : names) {
        ReliabilityCurve curve{.who = name, .bins = Calibration(bins), .errors = {}};
        for (const auto* run : runs) {
            const auto place = std::find(run->modalities.begin(), run->modalities.end(), name);
            addBins(curve, scoresOfModality(*run, std::size_t(place - run->modalities.begin())), bins);
        }
        if (curve.errors.empty())
            silent.push_back(name);
        finishCurve(report, std::move(curve));
    }
    ReliabilityCurve fused{.who = "fused", .bins = Calibration(bins), .errors = {}};
    for (const auto* run : runs)
        if (!run->fused.values.empty())
            addBins(fused, scoreSamples(run->fused, run->fusedAreProbabilities, run->labels, {}), bins);
    finishCurve(report, std::move(fused));
    if (!silent.empty())
        report.notes.push_back("No predictions of their own: " + joinText(silent, ", ") + ".");
    return report;
}

CalibrationReport calibrationReport(const Predictions& run, int bins)
{
    const Predictions* const one = &run;
    return calibrationReport(std::span(&one, 1), bins);
}

} // namespace modalscope
