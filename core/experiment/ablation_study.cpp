#include "core/experiment/ablation_study.h"

#include "core/base/text.h"

#include <algorithm>
#include <map>

namespace modalscope {
namespace {

std::string variantLabel(const AblationComponent& component)
{
    return "MLA, " + component.label;
}

/// What variants of MLA are called, by what methodLabel() says of them.
std::map<std::string, std::string> titlesByLabel()
{
    std::map<std::string, std::string> titles;
    for (const auto& component : ablationComponents()) {
        const auto changed = withSettings(Experiment(), component.settings);
        if (changed && changed.value().method.kind == MethodKind::Mla)
            titles[methodLabel(changed.value().method)] = variantLabel(component);
    }
    return titles;
}

} // namespace

std::span<const AblationComponent> ablationComponents()
{
    static const std::vector<AblationComponent> all{
        {"hgm", "no HGM", "The shared head takes ordinary steps: what the head gradient modification adds.",
            {{"method.hgm", "off"}}},
        {"fusion", "no dynamic fusion", "The mean of the logits instead of weights by entropy.",
            {{"method.fusion", "mean"}}},
        {"alternation", "joint training (no alternation)",
            "One step on the sum of all losses through the shared head.", {{"method.schedule", "joint"}}},
        {"order", "reversed order", "The modalities take their turns the other way round.",
            {{"method.order", "reversed"}}},
        {"shuffled", "shuffled order", "The order of the modalities is drawn anew for each batch.",
            {{"method.order", "shuffled"}}},
        {"frozen-head", "frozen head", "Control: the head's weights never change. HGM must beat it.",
            {{"method.hgm", "frozen-head"}}},
        {"slow-head", "slow head", "Control: the head learns 22.6 times slower. HGM must beat it.",
            {{"method.hgm", "slow-head"}}},
        {"late", "separate heads (late fusion, matched compute)",
            "No shared head and control in one: late fusion with as many steps of every encoder (the same "
            "epochs and "
            "batches), which is the same work for the encoders.",
            {{"method.kind", "late"}}},
    };
    return all;
}

std::string variantTitle(const MethodOptions& method)
{
    const auto label = methodLabel(method);
    if (method.kind != MethodKind::Mla || label == labelOf(method.kind))
        return label;
    static const auto named = titlesByLabel();
    const auto found = named.find(label);
    return found == named.end() ? label : found->second;
}

std::string ablationKey(const std::string& variant)
{
    for (const auto& component : ablationComponents())
        if (variant == variantLabel(component))
            return component.key;
    return {};
}

Result<Study> ablationStudy(
    const Experiment& base, std::span<const std::string> keys, std::span<const std::uint64_t> seeds)
{
    if (base.method.kind != MethodKind::Mla)
        return invalidInput("the ablation takes MLA apart; choose method.kind mla for its base, not "
            + toText(base.method.kind));
    if (seeds.empty())
        return invalidInput("the ablation has no seed; name at least one");
    Study study;
    study.name = base.name.empty() ? "ablation" : base.name + "-ablation";
    study.base = base;
    StudyAxis axis{"seed", {}};
    for (const auto seed : seeds)
        axis.values.push_back(seed);
    study.axes.push_back(std::move(axis));
    for (const auto& key : keys) {
        const auto all = ablationComponents();
        const auto found
            = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.key == key; });
        if (found == all.end())
            return invalidInput(key + " is no component of MLA that can be taken away");
        study.variants.push_back({variantLabel(*found), found->settings});
    }
    return study;
}

} // namespace modalscope
