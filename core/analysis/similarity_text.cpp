#include "core/analysis/similarity_text.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <vector>

namespace modalscope {
namespace {

nlohmann::json finiteOrNull(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json meanJson(const SampleMean& mean)
{
    return {{"mean", finiteOrNull(mean.mean)}, {"deviation", finiteOrNull(mean.deviation)}, {"n", mean.n},
        {"undefined", mean.undefined}};
}

nlohmann::json conditionJson(const FeatureSimilarity& said)
{
    auto tokens = meanJson(said.tokenCosine);
    tokens["undefined_positions"] = said.undefinedTokens;
    return {{"cosine", meanJson(said.cosine)}, {"token_cosine", std::move(tokens)},
        {"relative_distance", meanJson(said.relativeDistance)}, {"cka", finiteOrNull(said.cka)}};
}

std::string numberOrNothing(double value)
{
    return std::isfinite(value) ? numberText(value) : std::string();
}

std::string conditionLines(
    const LayerSimilarity& layer, const FeatureSimilarity& said, const std::string& condition)
{
    std::string out;
    const auto add = [&](const std::string& measure, const SampleMean& mean) {
        const std::vector<std::string> cells{csvCell(layer.layer.name), csvCell(layer.layer.label),
            labelOf(layer.layer.group), condition, measure, numberOrNothing(mean.mean),
            numberOrNothing(mean.deviation), std::to_string(mean.n), std::to_string(mean.undefined)};
        out += joinText(cells, ",") + "\n";
    };
    add("cosine", said.cosine);
    add("token_cosine", said.tokenCosine);
    add("relative_distance", said.relativeDistance);
    SampleMean cka;
    cka.mean = said.cka;
    (std::isfinite(said.cka) ? cka.n : cka.undefined) = said.samples;
    add("cka", cka);
    return out;
}

} // namespace

std::string similarityCsv(const SimilarityReport& report)
{
    std::string out = "layer,label,group,condition,measure,mean,deviation,n,undefined\n";
    for (const auto& layer : report.layers) {
        out += conditionLines(layer, layer.pretrained, "pretrained");
        if (layer.adapted)
            out += conditionLines(layer, *layer.adapted, "adapted");
    }
    return out;
}

nlohmann::json similarityJson(const SimilarityReport& report)
{
    auto layers = nlohmann::json::array();
    for (const auto& layer : report.layers) {
        nlohmann::json one{{"name", layer.layer.name}, {"label", layer.layer.label},
            {"group", labelOf(layer.layer.group)}, {"positions", layer.pretrained.positions},
            {"channels", layer.pretrained.channels}, {"pretrained", conditionJson(layer.pretrained)}};
        if (layer.adapted)
            one["adapted"] = conditionJson(*layer.adapted);
        layers.push_back(std::move(one));
    }
    nlohmann::json out{{"format", 1}, {"run", report.run}, {"dataset", report.dataset},
        {"split", report.split}, {"present", report.present}, {"missing", report.missing},
        {"input", report.input}, {"samples", report.samples}, {"left_out", report.leftOut},
        {"layers", std::move(layers)}, {"notes", similarityNotes(report)}};
    if (!report.adapters.empty())
        out["adapters"] = {{"option", report.option}, {"label", report.adapters}, {"folder", report.folder}};
    return out;
}

} // namespace modalscope
