#include "core/figure/fusion_trust_figure.h"

#include "core/analysis/histogram_bins.h"
#include "core/base/text.h"
#include "core/figure/figure_notes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kEntropyBins = 15;
constexpr int kWeightBins = 10;
constexpr int kRightColor = 3, kWrongColor = 2, kShareColor = 0, kFusedColor = 1, kAnywhereColor = 6;

/// Series of the last panel.
enum TrustSeries : std::size_t { TrustedShare, RightWhenTrusted, FusedRightWhenTrusted, RightAnywhere };
constexpr std::size_t kTrustSeries = 4;

HistogramBins entropyBins(const FusionTrust& trust)
{
    const double most = std::log(double(std::max(2, trust.classes)));
    return {0, most / kEntropyBins, kEntropyBins};
}

constexpr HistogramBins weightBins()
{
    return {0, 1.0 / kWeightBins, kWeightBins};
}

/// The bin of one sample in panel `panel` of 2M; -1 where the modality is absent.
int trustBin(const FusionTrust& trust, std::size_t panel, std::size_t sample)
{
    const auto count = trust.modalities.size();
    const auto m = panel % count;
    if (!trust.isPresent(m, sample))
        return -1;
    return panel < count ? entropyBins(trust).binOf(trust.entropy[m][sample])
                         : weightBins().binOf(trust.weight[m][sample]);
}

Panel trustHistogram(const FusionTrust& trust, std::size_t panelIndex)
{
    const auto count = trust.modalities.size();
    const auto m = panelIndex % count;
    const bool isEntropy = panelIndex < count;
    const auto bins = isEntropy ? entropyBins(trust) : weightBins();
    Panel panel;
    panel.title = trust.modalities[m].name + (isEntropy ? ": entropy" : ": weight");
    panel.x.label
        = isEntropy ? "entropy (nat), middle of the bin" : "weight in the fusion, middle of the bin";
    panel.y.label = "samples";
    for (int bin = 0; bin < bins.count; ++bin)
        panel.x.categories.push_back(fixedText(bins.middle(bin), 2));
    BarSeries right{.label = "right by itself",
        .values = std::vector<double>(std::size_t(bins.count), 0.0),
        .color = kRightColor};
    BarSeries wrong{.label = "wrong by itself", .values = right.values, .color = kWrongColor};
    for (std::size_t i = 0; i < std::size_t(trust.samples); ++i)
        if (const int bin = trustBin(trust, panelIndex, i); bin >= 0)
            (trust.right[m][i] != 0 ? right : wrong).values[std::size_t(bin)] += 1;
    panel.bars = {std::move(right), std::move(wrong)};
    return panel;
}

double percentOf(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? kNoValue : 100.0 * double(part) / double(whole);
}

Panel trustSummary(const FusionTrust& trust)
{
    Panel panel;
    panel.title = "Trusted: the largest weight";
    panel.x.label = "modality";
    panel.y.label = "share of samples (%)";
    panel.bars = {{.label = "trusted", .values = {}, .color = kShareColor},
        {.label = "right by itself where trusted", .values = {}, .color = kRightColor},
        {.label = "fusion right where trusted", .values = {}, .color = kFusedColor},
        {.label = "right by itself anywhere", .values = {}, .color = kAnywhereColor}};
    for (const auto& modality : trust.modalities) {
        panel.x.categories.push_back(modality.name);
        panel.bars[TrustedShare].values.push_back(percentOf(modality.trusted, trust.samples));
        panel.bars[RightWhenTrusted].values.push_back(percentOf(modality.rightWhenTrusted, modality.trusted));
        panel.bars[FusedRightWhenTrusted].values.push_back(
            percentOf(modality.fusedRightWhenTrusted, modality.trusted));
        panel.bars[RightAnywhere].values.push_back(percentOf(modality.right, modality.present));
    }
    return panel;
}

bool isInSummaryBar(const FusionTrust& trust, std::size_t series, std::size_t m, std::size_t sample)
{
    const bool isTrusted = trust.trusted[sample] == int(m);
    switch (series) {
    case TrustedShare:
        return isTrusted;
    case RightWhenTrusted:
        return isTrusted && trust.right[m][sample] != 0;
    case FusedRightWhenTrusted:
        return isTrusted && trust.fusedRight[sample] != 0;
    case RightAnywhere:
        return trust.right[m][sample] != 0;
    default:
        return false;
    }
}

/// "the trusted modality is right in 310 of 400 (77.5 %), the fusion in 331 (82.8 %)"
std::string trustVerdict(const FusionTrust& trust)
{
    std::int64_t trusted = 0;
    std::int64_t right = 0;
    std::int64_t fused = 0;
    for (const auto& modality : trust.modalities) {
        trusted += modality.trusted;
        right += modality.rightWhenTrusted;
        fused += modality.fusedRightWhenTrusted;
    }
    if (trusted == 0)
        return {};
    return "the trusted modality is right in " + std::to_string(right) + " of " + std::to_string(trusted)
        + " (" + fixedText(percentOf(right, trusted), 1) + " %), the fusion in " + std::to_string(fused)
        + " (" + fixedText(percentOf(fused, trusted), 1) + " %)";
}

} // namespace

Figure fusionTrustFigure(const FusionTrust& trust, const PredictionSource& source)
{
    auto figure = predictionSheet("fusion-trust", "What dynamic fusion trusts", source);
    if (trust.isEmpty()) {
        figure.note = trust.samples == 0 ? "No predictions on " + source.split + "."
                                         : "No modality has predictions of its own.";
        return figure;
    }
    const auto count = trust.modalities.size();
    for (std::size_t panel = 0; panel < 2 * count; ++panel)
        figure.panels.push_back(trustHistogram(trust, panel));
    figure.panels.push_back(trustSummary(trust));
    figure.columns = int(std::min<std::size_t>(3, count));
    figure.note = noteText(std::vector<std::string>{samplesText(trust.samples, source),
        "weights: softmax of −entropy over the modalities that are present, whatever the run fuses with",
        trustVerdict(trust), source.conditions});
    for (const auto& note : trust.notes)
        figure.note += " " + note;
    return figure;
}

std::vector<std::int64_t> samplesInBar(
    const FusionTrust& trust, std::size_t panel, std::size_t series, std::size_t bin)
{
    std::vector<std::int64_t> samples;
    const auto count = trust.modalities.size();
    const bool isSummary = panel == 2 * count;
    const std::size_t seriesCount = isSummary ? kTrustSeries : 2;
    const std::size_t bins = isSummary ? count : panel < count ? kEntropyBins : kWeightBins;
    if (trust.isEmpty() || panel > 2 * count || series >= seriesCount || bin >= bins)
        return samples;
    for (std::size_t i = 0; i < std::size_t(trust.samples); ++i) {
        const bool isThere = isSummary
            ? isInSummaryBar(trust, series, bin, i)
            : trustBin(trust, panel, i) == int(bin) && (trust.right[panel % count][i] != 0) == (series == 0);
        if (isThere)
            samples.push_back(std::int64_t(i));
    }
    return samples;
}

} // namespace modalscope
