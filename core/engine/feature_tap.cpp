#include "core/engine/feature_tap.h"

#include "core/base/text.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace modalscope {
namespace {

/// [sample, position, channel]: maps come as [sample, channel, row, column], sequences as [time, sample,
/// feature].
torch::Tensor tokensOf(const torch::Tensor& feature)
{
    if (feature.dim() == 4)
        return feature.permute({0, 2, 3, 1}).flatten(1, 2);
    if (feature.dim() == 3)
        return feature.transpose(0, 1);
    return feature.flatten(1).unsqueeze(1);
}

/// The index of MulT's letters.
std::optional<int> modalityOf(char letter)
{
    const auto at = std::string("lav").find(letter);
    return at == std::string::npos ? std::nullopt : std::optional<int>(int(at));
}

/// ".stage3" → " stage 3"
std::string stageText(const std::string& noted)
{
    const std::string mark = ".stage";
    const auto at = noted.rfind(mark);
    return at == std::string::npos ? std::string() : " stage " + noted.substr(at + mark.size());
}

} // namespace

FeatureRows TappedFeature::rows() const
{
    return {{values.data_ptr<double>(), std::size_t(values.numel())}, values.size(0), values.size(1),
        values.size(2)};
}

FeatureTap::FeatureTap(Method& method, std::vector<std::string> names, const std::vector<int>& present)
    : m_method(method)
    , m_names(std::move(names))
    , m_isPresent(m_names.size(), false)
{
    for (const int m : present)
        m_isPresent[std::size_t(m)] = true;
    m_method.recordFeatures(&m_record);
}

FeatureTap::~FeatureTap()
{
    m_method.recordFeatures(nullptr);
}

std::string FeatureTap::namesOf(const std::vector<int>& modalities) const
{
    std::vector<std::string> names;
    for (const int m : modalities)
        names.push_back(m_names.at(std::size_t(m)));
    return joinText(names, " + ");
}

FeatureGroup FeatureTap::encoderGroup(const std::vector<int>& modalities) const
{
    const bool any = std::any_of(
        modalities.begin(), modalities.end(), [&](int m) { return m_isPresent.at(std::size_t(m)); });
    return any ? FeatureGroup::Encoder : FeatureGroup::MissingBranch;
}

/// By the names that BranchSwitches::record promises.
FeatureLayer FeatureTap::layerOf(const std::string& noted) const
{
    const auto parts = splitText(noted, '.');
    const auto& where = parts.size() > 1 ? parts[1] : noted;
    if (parts.front() == "decoder")
        return {noted, "decoder", FeatureGroup::Decoder};
    if (noted == "logits_quarter")
        return {noted, "scores at a quarter of the size", FeatureGroup::Decoder};
    if (parts.front() == "fused")
        return {noted, "fused" + stageText(noted), FeatureGroup::Fusion};
    if (noted == "last")
        return {noted, "last steps joined", FeatureGroup::Fusion};
    if (parts.front() == "memory") {
        const auto modality = modalityOf(where.front());
        return {
            noted, (modality ? m_names.at(std::size_t(*modality)) : where) + " memory", FeatureGroup::Fusion};
    }
    if (const auto with = where.find("_with_"); with != std::string::npos) {
        const auto reader = modalityOf(where.front()), source = modalityOf(where.back());
        if (!reader || !source)
            return {noted, where, FeatureGroup::Encoder};
        return {noted, namesOf({*reader}) + " with " + namesOf({*source}), encoderGroup({*reader, *source})};
    }
    std::vector<int> modalities;
    if (where == "aux") {
        modalities.resize(m_names.size() - 1);
        std::iota(modalities.begin(), modalities.end(), 1);
    } else {
        modalities.push_back(std::stoi(where));
    }
    const auto name = namesOf(modalities);
    if (parts.front() == "rectified")
        return {noted, name + " rectified" + stageText(noted), FeatureGroup::Fusion};
    return {noted, name + stageText(noted), encoderGroup(modalities)};
}

std::vector<TappedFeature> FeatureTap::predict(const Batch& batch, const torch::Tensor& kept)
{
    m_record.features.clear();
    const auto outputs = m_method.predict(batch);
    std::vector<TappedFeature> all;
    const auto add = [&](FeatureLayer layer, const torch::Tensor& feature) {
        auto tokens = tokensOf(feature);
        if (kept.defined())
            tokens = tokens.index_select(0, kept.to(tokens.device()));
        all.push_back({std::move(layer), tokens.to(torch::kCPU, torch::kFloat64).contiguous()});
    };
    for (const auto& [name, feature] : m_record.features)
        add(layerOf(name), feature);
    for (std::size_t m = 0; m < outputs.features.size(); ++m)
        if (outputs.features[m].defined())
            add({"encoder." + m_names[m], m_names[m], encoderGroup({int(m)})}, outputs.features[m]);
    if (outputs.joined.defined())
        add({"fused", "joined features", FeatureGroup::Fusion}, outputs.joined);
    const bool isDense = outputs.fused.dim() == 4; // those at a quarter of the size say the same
    if (outputs.fused.defined() && !isDense)
        add({"scores", outputs.fusedAreProbabilities ? "fused probabilities" : "fused scores",
                FeatureGroup::Decoder},
            outputs.fused);
    m_record.features.clear();
    return all;
}

} // namespace modalscope
