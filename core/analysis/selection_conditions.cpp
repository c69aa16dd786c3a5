#include "core/analysis/selection_conditions.h"

#include "core/base/text.h"
#include "core/store/array_group.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>

namespace modalscope {
namespace {

constexpr std::string_view kSetsPrefix = "subsets/", kRatesPrefix = "rates/";

/// Sets by size, then nothing, then rates by height.
std::tuple<int, double> conditionOrder(const std::string& name)
{
    if (name.starts_with(kSetsPrefix))
        return {0, double(std::ranges::count(name, '+'))};
    if (name.starts_with(kRatesPrefix))
        return {2, numberFromText(name.substr(kRatesPrefix.size()))};
    return {1, 0};
}

std::string conditionLabel(const std::string& name)
{
    if (name.starts_with(kSetsPrefix))
        return joinText(splitText(name.substr(kSetsPrefix.size()), '+'), " + ");
    if (name.starts_with(kRatesPrefix))
        return "rate " + name.substr(kRatesPrefix.size());
    return name;
}

std::int64_t countBoth(const SelectionMask& a, const SelectionMask& b)
{
    std::int64_t count = 0;
    for (std::size_t w = 0; w < a.words().size(); ++w)
        count += std::popcount(a.words()[w] & b.words()[w]);
    return count;
}

double shareOf(std::int64_t part, std::int64_t whole)
{
    return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : double(part) / double(whole);
}

/// A run of a group with what it said.
struct ToldRun {
    const StoredRun* run;
    const RunConditionBits* bits;

    const ConditionBits* under(const std::string& name) const
    {
        const auto found
            = std::ranges::find_if(*bits, [&](const auto& condition) { return condition.name == name; });
        return found == bits->end() ? nullptr : &*found;
    }
};

ConditionAccuracy accuracyUnder(
    const std::string& name, std::span<const ToldRun> runs, const SelectionMask& selected)
{
    ConditionAccuracy out{.name = name, .label = conditionLabel(name)};
    std::vector<SeedValue> some, all;
    bool isFirst = true;
    for (const auto& run : runs) {
        const auto* bits = run.under(name);
        if (bits == nullptr)
            continue;
        const auto seed = run.run->experiment.seed;
        if (std::ranges::any_of(all, [&](const auto& value) { return value.seed == seed; }))
            continue; // a folder that somebody has edited
        const auto counted = countBoth(selected, bits->counted);
        out.counted = isFirst ? counted : std::min(out.counted, counted);
        isFirst = false;
        some.push_back({seed, {run.run->id()}, shareOf(countBoth(selected, bits->right), counted)});
        all.push_back({seed, {run.run->id()},
            shareOf(std::int64_t(bits->right.count()), std::int64_t(bits->counted.count()))});
    }
    out.selected = seedNumbers(std::move(some));
    out.all = seedNumbers(std::move(all));
    out.difference = seedDifference(out.selected, out.all, 100);
    return out;
}

} // namespace

RunConditionBits conditionBits(
    const RunConditions& conditions, const std::string& split, std::span<const int> labels)
{
    RunConditionBits out;
    const auto place = conditions.outcomes.find(split);
    if (place == conditions.outcomes.end())
        return out;
    for (const auto& outcome : place->second) {
        if (outcome.predicted.size() != labels.size())
            continue;
        ConditionBits bits{outcome.name, SelectionMask(labels.size()), SelectionMask(labels.size())};
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (labels[i] < 0 || outcome.predicted[i] < 0)
                continue;
            bits.counted.add(i);
            if (outcome.predicted[i] == labels[i])
                bits.right.add(i);
        }
        out.push_back(std::move(bits));
    }
    return out;
}

Result<RunConditionBits> readConditionBits(const StoredRun& run, const std::string& split)
{
    const RunFolder folder(run.folder);
    const auto conditions = readConditions(folder.file("conditions.h5"));
    if (!conditions)
        return conditions.error();
    const auto file = Hdf5File::open(folder.file("predictions.h5"));
    if (!file)
        return file.error();
    ArrayGroup group(file.value(), "/" + split);
    const auto labels = group.ints("/labels");
    if (group.error())
        return *group.error();
    return conditionBits(conditions.value(), split, labels);
}

std::vector<SelectionConditions> selectionConditions(std::span<const ComparedGroup> groups,
    const std::map<std::string, std::shared_ptr<const RunConditionBits>>& bits, const SelectionMask& selected)
{
    std::vector<SelectionConditions> out;
    for (const auto& group : groups) {
        std::vector<ToldRun> runs;
        std::vector<std::string> names;
        for (const auto* run : group.runs) {
            const auto found = bits.find(run->id());
            if (found == bits.end() || found->second == nullptr || found->second->empty()
                || found->second->front().counted.size() != selected.size())
                continue;
            runs.push_back({run, found->second.get()});
            for (const auto& condition : *found->second)
                if (std::ranges::find(names, condition.name) == names.end())
                    names.push_back(condition.name);
        }
        if (runs.empty())
            continue;
        std::ranges::stable_sort(names, {}, conditionOrder);
        SelectionConditions made{.id = group.id, .label = group.label, .expected = group.expected};
        for (const auto& name : names)
            made.conditions.push_back(accuracyUnder(name, runs, selected));
        out.push_back(std::move(made));
    }
    return out;
}

} // namespace modalscope
