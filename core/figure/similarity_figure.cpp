#include "core/figure/similarity_figure.h"

#include "core/analysis/adapter_summary.h"
#include "core/base/text.h"
#include "core/figure/figure_notes.h"

#include <array>
#include <cmath>

namespace modalscope {
namespace {

constexpr int kPretrainedColor = 0; // as in adapter_figure; options have the number of their kind there

/// One of the four measures.
struct SimilarityMeasure {
    const char* title;
    const char* axis;
    const char* column;
    SampleMean (*of)(const FeatureSimilarity&);
};

const std::array<SimilarityMeasure, 4> kMeasures{{
    {"Cosine of whole features", "cosine", "cosine",
        [](const FeatureSimilarity& said) { return said.cosine; }},
    {"Cosine of channel vectors at each position", "cosine", "token cosine",
        [](const FeatureSimilarity& said) { return said.tokenCosine; }},
    {"Linear CKA of features averaged over positions", "linear CKA", "CKA",
        [](const FeatureSimilarity& said) {
            SampleMean only;
            only.mean = said.cka;
            only.n = said.samples;
            return only;
        }},
    {"Distance relative to the complete feature", "relative distance", "distance",
        [](const FeatureSimilarity& said) { return said.relativeDistance; }},
}};

bool isAdaptedThere(const SimilarityReport& report)
{
    return !report.layers.empty() && report.layers.front().adapted.has_value();
}

std::string layerText(const FeatureLayer& layer)
{
    return layer.group == FeatureGroup::MissingBranch ? layer.label + " (missing)" : layer.label;
}

int adaptedColor(const SimilarityReport& report)
{
    return int(fromText<AdapterKind>(report.option).value_or(AdapterKind::Ssf));
}

BarSeries barsOf(const SimilarityReport& report, const SimilarityMeasure& measure, bool isAdapted)
{
    BarSeries bars;
    bars.label = isAdapted ? "missing, adapted (" + report.adapters + ")" : "missing, pretrained";
    bars.color = isAdapted ? adaptedColor(report) : kPretrainedColor;
    bool anySpread = false;
    for (const auto& layer : report.layers) {
        const auto mean = measure.of(isAdapted ? *layer.adapted : layer.pretrained);
        bars.values.push_back(mean.mean);
        const double spread = std::isfinite(mean.deviation) ? mean.deviation : kNoValue;
        bars.low.push_back(mean.mean - spread);
        bars.high.push_back(mean.mean + spread);
        anySpread = anySpread || std::isfinite(spread);
    }
    if (!anySpread) {
        bars.low.clear();
        bars.high.clear();
    }
    return bars;
}

std::string conditionNote(const SimilarityReport& report)
{
    if (report.missing.empty())
        return "nothing is missing";
    return "missing: " + joinText(report.missing, ", ") + "; in their place: " + report.input;
}

std::string similarityNote(const SimilarityReport& report, const std::string& spread)
{
    auto note
        = noteText(std::vector<std::string>{"features of complete inputs in the base against those with "
                                            "modalities missing",
            "run " + report.run, "dataset " + report.dataset,
            report.split + ", n = " + std::to_string(report.samples)
                + (report.samples == 1 ? " sample" : " samples"),
            conditionNote(report), report.adapters.empty() ? "" : "adapters: " + report.adapters, spread,
            "CKA of channel vectors averaged over positions, centred over samples",
            "relative distance: norm(F_S − F) / norm(F), F the feature of complete inputs and F_S that with "
            "modalities missing"});
    for (const auto& more : similarityNotes(report))
        note += " " + more;
    return note;
}

Provenance originOf(const SimilarityReport& report, const std::string& command)
{
    return runProvenance(
        {report.folder.empty() ? report.run : report.run + "/adapters/" + report.folder}, command);
}

} // namespace

Figure similarityFigure(const SimilarityReport& report, const std::string& command)
{
    Figure figure;
    figure.name = "feature-similarity";
    figure.title = "Features with " + joinText(report.missing.empty() ? report.present : report.missing, ", ")
        + (report.missing.empty() ? " there" : " missing") + ", run " + report.run;
    figure.provenance = originOf(report, command);
    if (report.layers.empty()) {
        figure.note = "No features have been compared.";
        return figure;
    }
    figure.note = similarityNote(report, "error bars: standard deviation over samples");
    for (const auto& measure : kMeasures) {
        Panel panel;
        panel.title = measure.title;
        panel.y.label = measure.axis;
        panel.x.label = "layer";
        for (const auto& layer : report.layers)
            panel.x.categories.push_back(layerText(layer.layer));
        panel.bars.push_back(barsOf(report, measure, false));
        if (isAdaptedThere(report))
            panel.bars.push_back(barsOf(report, measure, true));
        figure.panels.push_back(std::move(panel));
    }
    figure.columns = 1; // below each other: every layer is named once, below the lowest
    return figure;
}

Table similarityTable(const SimilarityReport& report, const std::string& command)
{
    Table table;
    table.name = "feature-similarity";
    table.title = "Similarity of features, " + conditionNote(report);
    table.note = similarityNote(report, "± standard deviation over samples");
    table.provenance = originOf(report, command);
    table.columns = {"layer", "part"};
    const bool isAdapted = isAdaptedThere(report);
    for (const auto& measure : kMeasures) {
        table.columns.push_back(std::string(measure.column) + (isAdapted ? ", pretrained" : ""));
        if (isAdapted)
            table.columns.push_back(std::string(measure.column) + ", adapted");
    }
    std::optional<FeatureGroup> before;
    for (const auto& layer : report.layers) {
        TableRow row;
        row.label = layerText(layer.layer);
        row.ruleAbove = before && *before != layer.layer.group;
        before = layer.layer.group;
        TableCell part;
        part.text = labelOf(layer.layer.group);
        row.cells.push_back(std::move(part));
        for (const auto& measure : kMeasures)
            for (const auto* said : {&layer.pretrained, layer.adapted ? &*layer.adapted : nullptr}) {
                if (said == nullptr)
                    continue;
                const auto mean = measure.of(*said);
                TableCell cell;
                cell.value = mean.mean;
                cell.deviation = mean.deviation;
                cell.decimals = 3;
                cell.runs = table.provenance.runs;
                row.cells.push_back(std::move(cell));
            }
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace modalscope
