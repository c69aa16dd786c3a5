#include "core/figure/valuation_figure.h"

#include "core/analysis/histogram_bins.h"
#include "core/base/text.h"
#include "core/figure/figure_notes.h"

namespace modalscope {
namespace {

/// Around halves, which are all values there are of two modalities.
HistogramBins valuationBins(const SampleContribution& contribution)
{
    constexpr double kStep = 0.5;
    constexpr int kMostBins = 16;
    std::vector<double> values;
    for (const auto& sample : contribution.values)
        values.insert(values.end(), sample.begin(), sample.end());
    return binsAroundSteps(values, kStep, kMostBins);
}

} // namespace

Figure valuationFigure(const SampleContribution& contribution, const PredictionSource& source)
{
    auto figure = predictionSheet("valuation", "What each modality is worth to each sample", source);
    std::vector<std::string> means;
    if (!contribution.isEmpty()) {
        const auto bins = valuationBins(contribution);
        GroupColors colors(source.colors);
        Panel panel;
        panel.x.label = "contribution to the sample (Shapley value), middle of the bin";
        panel.y.label = "samples";
        for (int bin = 0; bin < bins.count; ++bin)
            panel.x.categories.push_back(numberText(bins.middle(bin)));
        for (std::size_t m = 0; m < contribution.modalities.size(); ++m) {
            const auto& name = contribution.modalities[m];
            BarSeries bars{.label = name,
                .values = std::vector<double>(std::size_t(bins.count), 0.0),
                .color = colors.color(name, name)};
            for (const auto& sample : contribution.values)
                if (const int bin = bins.binOf(sample[m]); bin >= 0)
                    bars.values[std::size_t(bin)] += 1;
            means.push_back(name + " " + fixedText(contribution.mean(m), 2));
            panel.bars.push_back(std::move(bars));
        }
        figure.panels.push_back(std::move(panel));
        figure.note = noteText(std::vector<std::string>{samplesText(contribution.counted, source),
            "mean per sample: " + joinText(means, ", "),
            "worth of a set of modalities: their number where the prediction from them is right, else 0",
            source.conditions});
    } else if (contribution.notes.empty()) {
        figure.note = "No samples on " + source.split + ".";
    }
    for (const auto& note : contribution.notes)
        figure.note += (figure.note.empty() ? "" : " ") + note;
    return figure;
}

std::vector<std::int64_t> samplesInBar(
    const SampleContribution& contribution, std::size_t panel, std::size_t series, std::size_t bin)
{
    std::vector<std::int64_t> samples;
    if (contribution.isEmpty() || panel != 0 || series >= contribution.modalities.size())
        return samples;
    const auto bins = valuationBins(contribution);
    for (std::size_t i = 0; i < contribution.values.size() && bin < std::size_t(bins.count); ++i)
        if (bins.binOf(contribution.values[i][series]) == int(bin))
            samples.push_back(std::int64_t(i));
    return samples;
}

} // namespace modalscope
