#include "core/io/weight_map.h"

#include "core/base/text.h"
#include "core/io/hdf5_dataset.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace modalscope {

std::span<const Choice<WeightUse>> choices(WeightUse)
{
    static constexpr std::array<Choice<WeightUse>, 7> all{{
        {WeightUse::Used, "used", "used"},
        {WeightUse::Summed, "summed", "used, summed over three channels"},
        {WeightUse::Zero, "zero", "not in the file, starts at 0"},
        {WeightUse::Random, "random", "not in published networks, starts from the seed"},
        {WeightUse::Missing, "missing", "missing in the file"},
        {WeightUse::WrongShape, "wrong-shape", "of another shape"},
        {WeightUse::Unused, "unused", "not used"},
    }};
    return all;
}

namespace {

constexpr std::array<std::string_view, 13> kUsualWrappers{"backbone", "encoder", "model", "model_state",
    "model_state_dict", "module", "net", "network", "params", "resnet", "segformer", "state_dict", "weights"};
/// What is below these is no network's own weights.
constexpr std::array<std::string_view, 3> kNoWrappers{"method", "optimizer", "teacher"};
constexpr std::string_view kCounter = "num_batches_tracked";

/// What stands in front of a network's names in a file.
struct Front {
    std::map<std::string_view, std::size_t> sources; // by the name without it
    std::size_t fittingShapes = 0;
    bool namesOwner = false;
    bool isUsual = true;

    auto rank() const { return std::tuple(sources.size(), namesOwner, fittingShapes, isUsual); }
};
using Fronts = std::map<std::string_view, Front>;

std::vector<std::string_view> partsOf(std::string_view front)
{
    std::vector<std::string_view> parts;
    while (!front.empty()) {
        const auto end = front.find_first_of("./");
        parts.push_back(front.substr(0, end));
        front.remove_prefix(end == std::string_view::npos ? front.size() : end + 1);
    }
    return parts;
}

template <class List>
bool isIn(const List& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

/// The same but for channels, three in the file and one here.
bool canSum(const NamedShape& wanted, const Shape& stored)
{
    const auto& own = wanted.shape;
    return wanted.name == "conv1.weight" && own.size() == 4 && stored.size() == 4 && own[1] == 1
        && stored[1] == 3 && own[0] == stored[0] && own[2] == stored[2] && own[3] == stored[3];
}

Fronts frontsOf(const std::vector<NamedShape>& file, const std::vector<NamedShape>& wanted)
{
    std::map<std::string_view, const NamedShape*> byName;
    for (const auto& one : wanted)
        byName.emplace(one.name, &one);
    Fronts fronts;
    for (std::size_t i = 0; i < file.size(); ++i) {
        const std::string_view name = file[i].name;
        for (std::size_t start = 0; start != std::string_view::npos;) {
            if (const auto found = byName.find(name.substr(start)); found != byName.end()) {
                auto& front = fronts[name.substr(0, start)];
                const bool isNew = front.sources.emplace(found->first, i).second;
                const bool fits
                    = file[i].shape == found->second->shape || canSum(*found->second, file[i].shape);
                front.fittingShapes += isNew && fits ? 1 : 0;
            }
            start = name.find_first_of("./", start);
            start += start == std::string_view::npos ? 0 : 1;
        }
    }
    return fronts;
}

/// Null when no front has anything.
Result<const Fronts::value_type*> bestFront(Fronts& fronts, const std::string& owner)
{
    for (auto front = fronts.begin(); front != fronts.end();) {
        const auto parts = partsOf(front->first);
        front->second.namesOwner = !owner.empty() && std::ranges::any_of(parts, [&](std::string_view part) {
            return part == owner || part.starts_with(owner + "_") || part.ends_with("_" + owner);
        });
        front->second.isUsual
            = std::ranges::all_of(parts, [](std::string_view part) { return isIn(kUsualWrappers, part); });
        const bool isOther
            = std::ranges::any_of(parts, [](std::string_view part) { return isIn(kNoWrappers, part); });
        front = isOther ? fronts.erase(front) : std::next(front);
    }
    const Fronts::value_type* best = nullptr;
    const Fronts::value_type* equal = nullptr;
    for (const auto& front : fronts) {
        if (best == nullptr || front.second.rank() > best->second.rank())
            best = &front, equal = nullptr;
        else if (front.second.rank() == best->second.rank())
            equal = &front;
    }
    if (equal == nullptr)
        return best;
    const auto nameOf = [&](const Fronts::value_type& front) {
        const auto& [name, source] = *front.second.sources.begin();
        return printableText(std::string(front.first) + std::string(name));
    };
    const auto& name = best->second.sources.begin()->first;
    return Error{ErrorKind::Format,
        "has " + std::string(name) + " twice, as " + nameOf(*best) + " and as " + nameOf(*equal)
            + "; save one of the two networks alone"};
}

/// A tensor that the file has not.
WeightUse useOfAbsent(const NamedShape& wanted, bool hasOwnLayer)
{
    if (wanted.name.ends_with(kCounter))
        return WeightUse::Zero;
    return wanted.name.starts_with("projection.") && !hasOwnLayer ? WeightUse::Random : WeightUse::Missing;
}

} // namespace

Result<std::vector<MappedWeight>> mapWeights(
    const std::vector<NamedShape>& file, const std::vector<NamedShape>& wanted, const std::string& owner)
{
    auto fronts = frontsOf(file, wanted);
    const auto best = bestFront(fronts, owner);
    if (!best)
        return best.error();
    static const std::map<std::string_view, std::size_t> kNothing;
    const auto& sources = best.value() == nullptr ? kNothing : best.value()->second.sources;
    const bool hasOwnLayer
        = std::ranges::any_of(sources, [](const auto& one) { return one.first.starts_with("projection."); });
    std::vector<MappedWeight> mapped;
    std::set<std::size_t> used;
    for (const auto& one : wanted) {
        const auto found = sources.find(one.name);
        if (found == sources.end()) {
            mapped.push_back({{}, {}, one.name, one.shape, useOfAbsent(one, hasOwnLayer)});
            continue;
        }
        const auto& stored = file[found->second];
        const auto use = stored.shape == one.shape ? WeightUse::Used
            : canSum(one, stored.shape)            ? WeightUse::Summed
                                                   : WeightUse::WrongShape;
        mapped.push_back({stored.name, stored.shape, one.name, one.shape, use, found->second});
        used.insert(found->second);
    }
    for (std::size_t i = 0; i < file.size(); ++i)
        if (!used.contains(i))
            mapped.push_back({file[i].name, file[i].shape, {}, {}, WeightUse::Unused, i});
    return mapped;
}

std::size_t countOf(const std::vector<MappedWeight>& tensors, WeightUse use)
{
    return std::size_t(std::ranges::count_if(tensors, [use](const auto& one) { return one.use == use; }));
}

Result<void> checkMapped(
    const std::vector<MappedWeight>& tensors, bool allowsMissing, const std::string& advice)
{
    const MappedWeight* missing = nullptr;
    std::size_t wanted = 0, loaded = 0;
    for (const auto& one : tensors) {
        wanted += one.ours.empty() || one.use == WeightUse::Random ? 0 : 1;
        loaded += isLoaded(one) ? 1 : 0;
        if (one.use == WeightUse::Missing && missing == nullptr)
            missing = &one;
        if (one.use != WeightUse::WrongShape)
            continue;
        const bool areChannels = one.ours == "conv1.weight" && one.ourShape.size() == 4
            && one.storedShape.size() == 4 && one.ourShape[1] != one.storedShape[1];
        return Error{ErrorKind::Format,
            "tensor " + printableText(one.stored) + " has shape " + sizesText(one.storedShape)
                + " and the network's " + sizesText(one.ourShape) + "; "
                + (areChannels ? "three channels can start a network of one, by their sum, and no other "
                                 "number of channels can"
                               : advice)};
    }
    const auto others = countOf(tensors, WeightUse::Missing);
    if (missing == nullptr || (allowsMissing && loaded > 0))
        return {};
    return Error{ErrorKind::Format,
        "has no tensor " + missing->ours
            + (others > 1 ? " and not " + std::to_string(others - 1) + " others" : std::string())
            + " of the encoder's " + std::to_string(wanted) + "; " + advice};
}

} // namespace modalscope
