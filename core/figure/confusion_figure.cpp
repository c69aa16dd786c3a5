#include "core/figure/confusion_figure.h"

#include "core/analysis/laziness.h"
#include "core/base/require.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/base/version.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

/// metrics["splits"][split], or null.
const nlohmann::json* confusionSplit(const nlohmann::json& metrics, const std::string& split)
{
    const auto* place = &metrics;
    for (const auto& key : {std::string("splits"), split}) {
        if (!place->is_object() || !place->contains(key))
            return nullptr;
        place = &(*place)[key];
    }
    return place;
}

bool hasConfusion(const nlohmann::json& metrics)
{
    return metrics.is_object() && metrics.contains("confusion");
}

ConfusionCounts confusionOf(const nlohmann::json& file, const ConfusionOptions& options)
{
    const auto* split = confusionSplit(file, options.split);
    if (split == nullptr)
        return {};
    const nlohmann::json* metrics = nullptr;
    if (options.who == "fused" && split->contains("fused"))
        metrics = &(*split)["fused"];
    else if (split->contains("modalities") && (*split)["modalities"].contains(options.who))
        metrics = &(*split)["modalities"][options.who];
    if (metrics == nullptr || !hasConfusion(*metrics))
        return {};
    const auto& confusion = (*metrics)["confusion"]; // of a file that anyone may have written
    ConfusionCounts counts;
    for (const auto& row : confusion) {
        const bool isRow = row.is_array() && row.size() == confusion.size()
            && std::all_of(
                row.begin(), row.end(), [](const auto& count) { return count.is_number_integer(); });
        if (!isRow)
            return {};
        counts.push_back(row.get<std::vector<std::int64_t>>());
    }
    return counts;
}

Panel confusionPanel(const ConfusionCounts& counts, const std::vector<std::string>& names)
{
    Panel panel;
    panel.x.label = "predicted class";
    panel.y.label = "true class";
    for (std::size_t c = 0; c < counts.size(); ++c)
        panel.x.categories.push_back(c < names.size() ? names[c] : std::to_string(c));
    panel.y.categories = panel.x.categories;
    auto& map = panel.heatMap.emplace();
    map.label = "share of the true class (%)";
    map.textLabel = "samples";
    map.high = 100;
    for (const auto& row : counts) {
        require(row.size() == counts.size(), "a square confusion matrix");
        const auto sum = std::accumulate(row.begin(), row.end(), std::int64_t(0));
        for (const auto count : row) {
            map.values.push_back(sum == 0 ? kNoValue : 100.0 * double(count) / double(sum));
            map.texts.push_back(std::to_string(count));
        }
    }
    return panel;
}

} // namespace

Figure confusionFigure(const ConfusionCounts& counts, const ConfusionSource& source)
{
    Figure figure;
    figure.name = source.name;
    figure.title = source.title;
    figure.provenance = source.provenance;
    std::int64_t all = 0;
    std::int64_t correct = 0;
    for (std::size_t row = 0; row < counts.size(); ++row) {
        all += std::accumulate(counts[row].begin(), counts[row].end(), std::int64_t(0));
        correct += counts[row].at(row);
    }
    figure.note = "n = " + std::to_string(all) + (all == 1 ? " sample of " : " samples of ") + source.split;
    if (all > 0)
        figure.note += ", " + std::to_string(correct) + " of them ("
            + fixedText(100.0 * double(correct) / double(all), 1) + " %) on the diagonal";
    figure.note += source.conditions.empty() ? "." : "; " + source.conditions + ".";
    if (!counts.empty())
        figure.panels.push_back(confusionPanel(counts, source.classNames));
    return figure;
}

Figure confusionFigure(const StoredRun& run, const nlohmann::json& file, const ConfusionOptions& options)
{
    const auto counts = confusionOf(file, options);
    ConfusionSource source;
    source.name = "confusion-" + options.who + "-" + options.split;
    source.title
        = "Confusion of " + methodLabel(run.experiment.method) + ": " + options.who + ", " + options.split;
    source.split = options.split;
    source.conditions = "one run, seed " + std::to_string(run.experiment.seed) + "; "
        + protocolText(run.experiment.evaluate.select) + "; dataset " + run.origin.datasetName;
    source.classNames = options.classNames;
    source.provenance = {{run.id()}, programVersion(), sha256Hex(run.id()).substr(0, 12), options.command};
    auto figure = confusionFigure(counts, source);
    if (counts.empty())
        figure.note = confusionSplit(file, options.split) == nullptr
            ? "This run has no results on " + options.split + "; they are made at its end."
            : "This run has no confusion matrix of " + options.who + " on " + options.split + ".";
    return figure;
}

std::vector<std::string> confusionNames(
    const StoredRun& run, const nlohmann::json& file, const std::string& split)
{
    std::vector<std::string> names;
    const auto* metrics = confusionSplit(file, split);
    if (metrics == nullptr)
        return names;
    if (metrics->contains("fused") && hasConfusion((*metrics)["fused"]))
        names.emplace_back("fused");
    if (!metrics->contains("modalities"))
        return names;
    const auto& modalities = (*metrics)["modalities"];
    auto inOrder = run.experiment.modalities; // empty = all
    for (const auto& [name, value] : modalities.items())
        if (std::find(inOrder.begin(), inOrder.end(), name) == inOrder.end())
            inOrder.push_back(name);
    for (const auto& name : inOrder)
        if (modalities.contains(name) && hasConfusion(modalities[name]))
            names.push_back(name);
    return names;
}

} // namespace modalscope
