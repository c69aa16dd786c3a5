#include "app/pages/experiment_draft.h"

#include "widgets/base/text.h"

#include <nlohmann/json.hpp>

namespace modalscope {
namespace {

const nlohmann::json* memberOf(const nlohmann::json& object, const char* name, nlohmann::json::value_t type)
{
    const auto found = object.find(name);
    return found == object.end() || found->type() != type ? nullptr : &*found;
}

std::optional<std::string> textOf(const nlohmann::json& object, const char* name)
{
    const auto* text = object.is_object() ? memberOf(object, name, nlohmann::json::value_t::string) : nullptr;
    return text == nullptr ? std::nullopt : std::optional(text->get<std::string>());
}

std::vector<StudyAxis> draftAxes(const nlohmann::json& draft)
{
    std::vector<StudyAxis> axes;
    const auto* list = memberOf(draft, "axes", nlohmann::json::value_t::array);
    for (const auto& one : list == nullptr ? nlohmann::json::array() : *list) {
        const auto path = textOf(one, "path");
        const auto* values = path ? memberOf(one, "values", nlohmann::json::value_t::array) : nullptr;
        if (values != nullptr)
            axes.push_back({*path, {values->begin(), values->end()}});
    }
    return axes;
}

std::vector<StudyVariant> draftVariants(const nlohmann::json& draft)
{
    std::vector<StudyVariant> variants;
    const auto* list = memberOf(draft, "variants", nlohmann::json::value_t::array);
    for (const auto& one : list == nullptr ? nlohmann::json::array() : *list) {
        const auto label = textOf(one, "label");
        const auto* set = label ? memberOf(one, "set", nlohmann::json::value_t::object) : nullptr;
        if (set == nullptr)
            continue;
        variants.push_back({*label, {}});
        for (const auto& [path, value] : set->items())
            variants.back().settings.emplace_back(path, value);
    }
    return variants;
}

} // namespace

RunGrid gridOfOne(const Experiment& experiment)
{
    RunGrid grid;
    grid.base = experiment;
    grid.methods = {experiment.method};
    grid.seeds = {experiment.seed};
    grid.alone = false;
    return grid;
}

QString draftText(const RunGrid& grid)
{
    nlohmann::json draft{{"base", toJson(grid.base)}, {"seeds", seedsToText(grid.seeds)},
        {"alone", grid.alone}, {"methods", nlohmann::json::array()}, {"axes", nlohmann::json::array()},
        {"variants", nlohmann::json::array()}};
    for (const auto& method : grid.methods)
        draft["methods"].push_back(toJson(method));
    for (const auto& axis : grid.axes)
        draft["axes"].push_back({{"path", axis.path}, {"values", axis.values}});
    for (const auto& variant : grid.variants) {
        auto set = nlohmann::json::object();
        for (const auto& [path, value] : variant.settings)
            set[path] = value;
        draft["variants"].push_back({{"label", variant.label}, {"set", std::move(set)}});
    }
    return toQt(draft.dump());
}

std::optional<RunGrid> gridFromDraft(const QString& text)
{
    const auto draft = nlohmann::json::parse(fromQt(text), nullptr, false);
    if (!draft.is_object() || !draft.contains("base"))
        return {};
    const auto base = fromJson<Experiment>(draft["base"]);
    const auto* methods = memberOf(draft, "methods", nlohmann::json::value_t::array);
    const auto seeds = seedsFromText(textOf(draft, "seeds").value_or(std::string()));
    if (!base || !seeds || methods == nullptr)
        return {};
    const auto* alone = memberOf(draft, "alone", nlohmann::json::value_t::boolean);
    RunGrid grid;
    grid.base = base.value();
    grid.seeds = seeds.value();
    grid.alone = alone == nullptr || alone->get<bool>();
    for (const auto& one : *methods) {
        const auto method = fromJson<MethodOptions>(one);
        if (!method)
            return {};
        grid.methods.push_back(method.value());
    }
    grid.axes = draftAxes(draft);
    grid.variants = draftVariants(draft);
    return grid;
}

} // namespace modalscope
