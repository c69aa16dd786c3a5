#include "core/experiment/study_grid.h"

#include "core/experiment/axis_values.h"

#include <algorithm>
#include <optional>
#include <set>

namespace modalscope {
namespace {

bool isSame(const MethodOptions& a, const MethodOptions& b)
{
    return toJson(a) == toJson(b);
}

/// Those of the list and the encoders alone, equal ones once.
std::vector<MethodOptions> methodsOf(const RunGrid& grid)
{
    auto asked = grid.methods;
    if (grid.alone) {
        asked.emplace_back();
        asked.back().kind = MethodKind::Unimodal;
    }
    std::vector<MethodOptions> methods;
    for (const auto& method : asked)
        if (std::none_of(
                methods.begin(), methods.end(), [&](const auto& other) { return isSame(method, other); }))
            methods.push_back(method);
    return methods;
}

/// Axes over a method or its options.
std::vector<const StudyAxis*> methodAxes(const std::vector<StudyAxis>& axes)
{
    std::vector<const StudyAxis*> found;
    for (const auto& axis : axes)
        if (isInsideOption(axis.path, "method"))
            found.push_back(&axis);
    return found;
}

bool isListOfMethods(const StudyAxis& axis)
{
    return axis.path == "method" || axis.path == "method.kind";
}

/// Whether a variant sets options of a method without its kind: an axis of kinds acts on it, a list of
/// methods would not.
bool needsKind(const StudyVariant& variant)
{
    bool setsOption = false;
    for (const auto& [path, value] : variant.settings) {
        if (path == "method" || path == "method.kind")
            return false;
        setsOption = setsOption || isInsideOption(path, "method");
    }
    return setsOption;
}

/// Whether a method has the options of all these axes.
bool takes(const Experiment& base, const MethodOptions& method, const std::vector<const StudyAxis*>& axes)
{
    Experiment experiment = base;
    experiment.method = method;
    Settings settings;
    for (const auto* axis : axes)
        if (!axis->values.empty())
            settings.emplace_back(axis->path, axis->values.front());
    return bool(withSettings(experiment, settings));
}

/// Every option of a method but those that an axis varies.
Settings settingsBeside(const MethodOptions& method, const std::vector<const StudyAxis*>& axes)
{
    Settings settings;
    const auto options = toJson(method);
    for (const auto& [name, value] : options.items()) {
        const auto path = "method." + name;
        if (std::none_of(
                axes.begin(), axes.end(), [&](const auto* axis) { return isInsideOption(axis->path, path); }))
            settings.emplace_back(path, value);
    }
    return settings;
}

std::string newLabel(const std::string& label, const std::set<std::string>& taken)
{
    auto made = label;
    for (int i = 2; taken.contains(made); ++i)
        made = label + " (" + std::to_string(i) + ")";
    return made;
}

/// The methods of a study with an axis over a method's option: the base and a variant for each other method.
void addAsVariants(Study& study, const std::vector<MethodOptions>& methods, const RunGrid& grid)
{
    const auto axes = methodAxes(study.axes);
    const bool choosesMethod
        = std::any_of(axes.begin(), axes.end(), [](const auto* axis) { return isListOfMethods(*axis); });
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < methods.size(); ++i)
        if (takes(grid.base, methods[i], axes) && (!first || isSame(methods[i], grid.base.method)))
            first = i;
    const auto base = first.value_or(0);
    study.base.method = methods[base];
    std::set<std::string> taken;
    for (const auto& variant : grid.variants)
        taken.insert(variant.label);
    for (std::size_t i = 0; i < methods.size(); ++i) {
        if (i == base)
            continue;
        const bool varies = !choosesMethod && takes(grid.base, methods[i], axes);
        const auto label = newLabel(methodLabel(methods[i]), taken);
        taken.insert(label);
        study.variants.push_back(
            {label, varies ? settingsBeside(methods[i], axes) : Settings{{"method", toJson(methods[i])}}});
    }
}

/// The method that a variant of `addAsVariants` stands for.
std::optional<MethodOptions> methodOf(
    const StudyVariant& variant, const Experiment& base, const std::vector<const StudyAxis*>& axes)
{
    if (variant.settings.size() != 1 || variant.settings.front().first != "method")
        return std::nullopt;
    const auto method = fromJson<MethodOptions>(variant.settings.front().second);
    if (!method || methodLabel(method.value()) != variant.label || takes(base, method.value(), axes))
        return std::nullopt;
    return method.value();
}

Result<std::vector<std::uint64_t>> seedsOnAxis(const StudyAxis& axis)
{
    std::vector<std::uint64_t> seeds;
    for (const auto& value : axis.values) {
        const bool isSeed = value.is_number_integer() && value.get<double>() >= 0
            && value.get<double>() <= 9007199254740991.0;
        if (!isSeed)
            return invalidInput("axes.seed: " + value.dump() + " is not a whole number from 0 on");
        seeds.push_back(value.get<std::uint64_t>());
    }
    return seeds;
}

/// Nothing where a value is no method.
std::vector<MethodOptions> methodsOf(const StudyAxis& axis, const Experiment& base)
{
    std::vector<MethodOptions> methods;
    for (const auto& value : axis.values) {
        const auto experiment = withSettings(base, {{axis.path, value}});
        if (!experiment)
            return {};
        methods.push_back(experiment.value().method);
    }
    return methods;
}

/// "Encoders alone" is a tick of its own.
void tickAlone(RunGrid& grid)
{
    const auto gone
        = std::erase_if(grid.methods, [](const auto& method) { return method.kind == MethodKind::Unimodal; });
    grid.alone = grid.alone || gone > 0;
}

} // namespace

Study toStudy(const RunGrid& grid, const std::string& name)
{
    Study study{name, grid.base, grid.axes, {}};
    const auto methods = methodsOf(grid);
    if (!methods.empty() && !methodAxes(grid.axes).empty()) {
        addAsVariants(study, methods, grid);
    } else if (methods.size() == 1 && (grid.variants.empty() || isSame(methods[0], grid.base.method))) {
        study.base.method = methods[0];
    } else if (!methods.empty()) {
        if (grid.variants.empty())
            study.base.method = methods[0];
        StudyAxis axis{"method", {}};
        for (const auto& method : methods)
            axis.values.push_back(toJson(method));
        study.axes.insert(study.axes.begin(), std::move(axis));
    }
    if (!grid.seeds.empty()) {
        study.base.seed = grid.seeds.front();
        study.axes.push_back({"seed", {grid.seeds.begin(), grid.seeds.end()}});
    }
    study.variants.insert(study.variants.end(), grid.variants.begin(), grid.variants.end());
    return study;
}

Result<RunGrid> gridFromStudy(const Study& study, std::span<const std::string> modalities)
{
    RunGrid grid;
    grid.base = study.base;
    grid.alone = false;
    grid.seeds = {study.base.seed};
    if (grid.base.modalities.empty())
        grid.base.modalities.assign(modalities.begin(), modalities.end());
    const auto overMethods = methodAxes(study.axes);
    const bool isList = overMethods.size() == 1 && isListOfMethods(*overMethods[0])
        && (overMethods[0]->path == "method"
            || std::none_of(study.variants.begin(), study.variants.end(), needsKind));
    for (const auto& axis : study.axes) {
        if (axis.path == "seed") {
            auto seeds = seedsOnAxis(axis);
            if (!seeds)
                return seeds.error();
            grid.seeds = std::move(seeds).value();
        } else if (isList && isListOfMethods(axis)) {
            grid.methods = methodsOf(axis, study.base);
            if (grid.methods.empty())
                grid.axes.push_back(axis);
        } else {
            grid.axes.push_back(axis);
        }
    }
    if (grid.methods.empty())
        grid.methods = {study.base.method};
    const auto kept = methodAxes(grid.axes);
    for (const auto& variant : study.variants) {
        const auto method = kept.empty() ? std::nullopt : methodOf(variant, study.base, kept);
        if (method)
            grid.methods.push_back(*method);
        else
            grid.variants.push_back(variant);
    }
    tickAlone(grid);
    return grid;
}

} // namespace modalscope
