#include "core/data/valid_split.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace modalscope {
namespace {

constexpr double kShare = 0.1;

/// Rows of each class, in a seeded order; without classes all rows are of one.
std::vector<std::vector<std::int64_t>> rowsByClass(
    std::int64_t rows, std::span<const int> classes, Random& random)
{
    const int count = classes.empty() ? 1 : 1 + *std::max_element(classes.begin(), classes.end());
    std::vector<std::vector<std::int64_t>> byClass(static_cast<std::size_t>(count));
    for (const auto row : random.permutation(rows))
        byClass[classes.empty() ? 0 : std::size_t(classes[std::size_t(row)])].push_back(row);
    return byClass;
}

/// The number of each distinct value, in order of appearance in the sorted values.
template <class T>
std::vector<int> numbered(const std::vector<T>& values)
{
    std::map<T, int> numbers;
    for (const auto& value : values)
        numbers.emplace(value, 0);
    int next = 0;
    for (auto& entry : numbers)
        entry.second = next++;
    std::vector<int> result;
    for (const auto& value : values)
        result.push_back(numbers.at(value));
    return result;
}

/// Groups of train by its column `group`; empty when there is none, or when it has one value only.
std::vector<int> groupsOf(const Split& train)
{
    for (const auto& column : train.columns) {
        if (column.name != "group")
            continue;
        auto groups = std::visit([](const auto& values) { return numbered(values); }, column.values);
        if (std::any_of(groups.begin(), groups.end(), [](int group) { return group > 0; }))
            return groups;
    }
    return {};
}

double squaredDistance(
    const std::vector<double>& wanted, const std::vector<double>& taken, const std::vector<double>& more)
{
    double sum = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        sum += std::pow(wanted[i] - taken[i] - more[i], 2);
    return sum;
}

} // namespace

Split splitOfRows(const Split& all, std::string name, const std::vector<std::int64_t>& rows)
{
    const auto pick = [&](const auto& values) {
        std::decay_t<decltype(values)> picked;
        for (const auto row : rows)
            picked.push_back(values[std::size_t(row)]);
        return picked;
    };
    Split split;
    split.name = std::move(name);
    split.size = std::int64_t(rows.size());
    for (const auto& reader : all.rows)
        split.rows.push_back(someRows(reader, rows));
    if (!all.classes.empty())
        split.classes = pick(all.classes);
    if (!all.targets.values.empty()) {
        split.targets = ArrayD({split.size, all.targets.rowSize()});
        for (std::size_t i = 0; i < rows.size(); ++i)
            std::ranges::copy(all.targets.row(rows[i]), split.targets.row(std::int64_t(i)).begin());
    }
    if (all.labelMaps)
        split.labelMaps = someRows(all.labelMaps, rows);
    for (const auto& presence : all.presence)
        split.presence.push_back(presence.empty() ? presence : pick(presence));
    for (const auto& column : all.columns)
        split.columns.push_back({column.name,
            std::visit([&](const auto& values) -> decltype(Column::values) { return pick(values); },
                column.values)});
    return split;
}

std::vector<std::int64_t> stratifiedTenth(std::int64_t rows, std::span<const int> classes, std::uint64_t seed)
{
    Random random(seed, "valid split");
    const auto byClass = rowsByClass(rows, classes, random);
    const auto total = std::max<std::int64_t>(1, std::llround(kShare * double(rows)));
    std::vector<std::int64_t> quota;
    for (const auto& members : byClass)
        quota.push_back(std::int64_t(kShare * double(members.size())));
    // What rounding down has left over goes to the largest remainders; ties in a seeded order.
    auto order = random.permutation(std::int64_t(byClass.size()));
    const auto remainder = [&](std::int64_t c) {
        return kShare * double(byClass[std::size_t(c)].size()) - double(quota[std::size_t(c)]);
    };
    std::ranges::stable_sort(order, [&](auto a, auto b) { return remainder(a) > remainder(b) + 1e-9; });
    auto left = total - std::accumulate(quota.begin(), quota.end(), std::int64_t(0));
    for (const auto c : order) {
        if (left <= 0)
            break;
        if (std::int64_t(byClass[std::size_t(c)].size()) > quota[std::size_t(c)] + 1) {
            ++quota[std::size_t(c)];
            --left;
        }
    }
    std::vector<std::int64_t> chosen;
    for (std::size_t c = 0; c < byClass.size(); ++c)
        chosen.insert(chosen.end(), byClass[c].begin(), byClass[c].begin() + quota[c]);
    std::ranges::sort(chosen);
    return chosen;
}

std::vector<std::int64_t> groupedTenth(
    std::span<const int> groups, std::span<const int> classes, std::uint64_t seed)
{
    Random random(seed, "valid split");
    const auto groupCount = std::size_t(1 + *std::max_element(groups.begin(), groups.end()));
    const auto classCount = classes.empty()
        ? std::size_t(1)
        : std::size_t(1 + *std::max_element(classes.begin(), classes.end()));
    std::vector<std::vector<double>> counts(groupCount, std::vector<double>(classCount, 0.0));
    std::vector<double> wanted(classCount, 0.0);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto c = classes.empty() ? 0 : std::size_t(classes[i]);
        counts[std::size_t(groups[i])][c] += 1;
        wanted[c] += kShare;
    }
    const auto sizeOf
        = [&](std::size_t g) { return std::accumulate(counts[g].begin(), counts[g].end(), 0.0); };
    // A group comes along when that brings the class counts nearer to a tenth of each.
    std::vector<double> taken(classCount, 0.0);
    std::vector<bool> isChosen(groupCount, false);
    const auto order = random.permutation(std::int64_t(groupCount));
    for (const auto group : order) {
        const auto& more = counts[std::size_t(group)];
        if (squaredDistance(wanted, taken, more)
            >= squaredDistance(wanted, taken, std::vector<double>(classCount, 0.0)))
            continue;
        isChosen[std::size_t(group)] = true;
        std::transform(taken.begin(), taken.end(), more.begin(), taken.begin(), std::plus<>());
    }
    if (std::find(isChosen.begin(), isChosen.end(), true) == isChosen.end())
        isChosen[std::size_t(*std::min_element(order.begin(), order.end(), [&](auto a, auto b) {
            return sizeOf(std::size_t(a)) < sizeOf(std::size_t(b));
        }))] = true;
    std::vector<std::int64_t> chosen;
    for (std::size_t i = 0; i < groups.size(); ++i)
        if (isChosen[std::size_t(groups[i])])
            chosen.push_back(std::int64_t(i));
    return chosen;
}

Result<void> addValidSplit(Dataset& dataset, std::uint64_t seed)
{
    const auto train = std::ranges::find(dataset.splits, "train", &Split::name);
    if (train == dataset.splits.end() || train->size < 2)
        return Error{ErrorKind::InvalidInput,
            dataset.name + " has too few samples in train to take a valid split from; add /valid"};
    const auto groups = groupsOf(*train);
    auto chosen = groups.empty() ? stratifiedTenth(train->size, train->classes, seed)
                                 : groupedTenth(groups, train->classes, seed);
    if (chosen.empty()) // every class has a single sample
        chosen.push_back(std::int64_t(Random(seed, "valid split").below(std::uint64_t(train->size))));
    std::vector<std::int64_t> rest;
    for (std::int64_t row = 0; row < train->size; ++row)
        if (!std::ranges::binary_search(chosen, row))
            rest.push_back(row);
    auto valid = splitOfRows(*train, "valid", chosen);
    valid.origin = "10 % of train, "
        + std::string(!groups.empty()     ? "whole groups, "
                : !train->classes.empty() ? "stratified, "
                                          : "")
        + "seed " + std::to_string(seed);
    *train = splitOfRows(*train, "train", rest);
    dataset.splits.insert(train + 1, std::move(valid));
    return {};
}

} // namespace modalscope
