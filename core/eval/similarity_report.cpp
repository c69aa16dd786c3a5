#include "core/eval/similarity_report.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// Calls `take` for both conditions of every layer.
template <class Take>
void forEachCondition(const SimilarityReport& report, Take take)
{
    for (const auto& layer : report.layers) {
        take(layer, layer.pretrained, "pretrained");
        if (layer.adapted)
            take(layer, *layer.adapted, "adapted");
    }
}

/// "audio (pretrained) 3 of 40": at most a few of them.
void noteUndefined(std::vector<std::string>& notes, const std::string& what, std::vector<std::string> places)
{
    constexpr std::size_t kMostNamed = 3;
    if (places.empty())
        return;
    const auto more = places.size() > kMostNamed ? places.size() - kMostNamed : 0;
    std::string text;
    for (std::size_t i = 0; i < places.size() - more; ++i)
        text += (i == 0 ? "" : ", ") + places[i];
    if (more > 0)
        text += " and " + std::to_string(more) + " more";
    notes.push_back(what + ": " + text + ".");
}

} // namespace

std::string labelOf(FeatureGroup group)
{
    switch (group) {
    case FeatureGroup::Encoder:
        return "encoder";
    case FeatureGroup::Fusion:
        return "fusion";
    case FeatureGroup::Decoder:
        return "decoder";
    case FeatureGroup::MissingBranch:
        return "branch of a missing modality";
    }
    return {};
}

std::vector<std::string> similarityNotes(const SimilarityReport& report)
{
    std::vector<std::string> notes, cosines, distances, tokens, constant, wide;
    std::int64_t widest = 0;
    forEachCondition(report,
        [&](const LayerSimilarity& layer, const FeatureSimilarity& said, const std::string& condition) {
            const auto place = layer.layer.label + " (" + condition + ")";
            const auto share = [&](std::int64_t count, std::int64_t all) {
                return place + " " + std::to_string(count) + " of " + std::to_string(all);
            };
            if (said.positions * said.channels > 1 && said.cosine.undefined > 0)
                cosines.push_back(share(said.cosine.undefined, said.samples));
            if (said.channels > 1 && said.positions > 1 && said.undefinedTokens > 0)
                tokens.push_back(share(said.undefinedTokens, said.samples * said.positions));
            if (said.relativeDistance.undefined > 0)
                distances.push_back(share(said.relativeDistance.undefined, said.samples));
            if (said.channels > SimilaritySums::kMostCkaChannels)
                wide.push_back(place);
            else if (std::isnan(said.cka))
                constant.push_back(place);
            else
                widest = std::max(widest, said.channels);
        });
    noteUndefined(notes, "Samples without a cosine, because a feature is zero", std::move(cosines));
    noteUndefined(notes, "Positions without a cosine, because a feature is zero there", std::move(tokens));
    noteUndefined(notes, "Samples without a relative distance, because the complete feature is zero",
        std::move(distances));
    noteUndefined(notes, "No CKA where a feature is the same in all samples", std::move(constant));
    noteUndefined(notes, "No CKA above " + std::to_string(SimilaritySums::kMostCkaChannels) + " channels",
        std::move(wide));
    if (report.samples < widest)
        notes.push_back("CKA is biased upwards where there are fewer samples ("
            + std::to_string(report.samples) + ") than channels (up to " + std::to_string(widest) + ").");
    if (report.leftOut > 0)
        notes.push_back(std::to_string(report.leftOut)
            + " samples that lack a modality in the dataset have no complete input and are left out.");
    return notes;
}

} // namespace modalscope
