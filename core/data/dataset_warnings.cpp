#include "core/data/dataset_warnings.h"

#include "core/base/text.h"

#include <algorithm>
#include <set>

namespace modalscope {
namespace {

std::int64_t countShared(const std::vector<std::uint64_t>& sortedA, const std::vector<std::uint64_t>& b)
{
    return std::ranges::count_if(b, [&](auto hash) { return std::ranges::binary_search(sortedA, hash); });
}

/// "cat, dog and 7 more"
std::string shortList(const std::vector<std::string>& names)
{
    constexpr std::size_t most = 5;
    if (names.size() <= most)
        return joinText(names, ", ");
    return joinText(std::span(names).first(most), ", ") + " and " + std::to_string(names.size() - most)
        + " more";
}

/// Names of the classes that no pixel has. Nothing when the maps cannot be read: that is told elsewhere.
std::vector<std::string> classesWithoutPixel(const RowReader& labelMaps, const Dataset& dataset)
{
    std::vector<bool> isThere(dataset.classNames.size(), false);
    std::size_t left = isThere.size();
    if (dataset.ignoreLabel && *dataset.ignoreLabel >= 0 && *dataset.ignoreLabel < dataset.classCount()) {
        isThere[std::size_t(*dataset.ignoreLabel)] = true; // left out on purpose
        --left;
    }
    const auto read = forEachChunk(
        labelMaps, [&](std::int64_t, std::span<const float> values) -> Result<void> {
            for (const float value : values) {
                if (!(value >= 0 && value < float(isThere.size())) || isThere[std::size_t(value)])
                    continue;
                isThere[std::size_t(value)] = true;
                if (--left == 0)
                    return Error{ErrorKind::Cancelled, "all classes are there"}; // the rest tells nothing new
            }
            return {};
        });
    if (!read)
        return {};
    std::vector<std::string> names;
    for (std::size_t c = 0; c < isThere.size(); ++c)
        if (!isThere[c])
            names.push_back(dataset.classNames[c]);
    return names;
}

/// "train: every target is 0.5", or nothing: Pearson's r and a model that learns need different ones.
std::vector<std::string> targetWarnings(const Split& train)
{
    std::vector<std::string> warnings;
    const auto targets = train.targets.rowSize();
    for (std::int64_t t = 0; t < targets; ++t) {
        const auto first = train.targets.row(0)[std::size_t(t)];
        bool differs = false;
        for (std::int64_t i = 1; i < train.targets.rows() && !differs; ++i)
            differs = train.targets.row(i)[std::size_t(t)] != first;
        if (!differs)
            warnings.push_back("train: every " + (targets == 1 ? "target" : "target " + std::to_string(t))
                + " is " + numberText(first) + ", so there is nothing to learn");
    }
    return warnings;
}

} // namespace

std::vector<std::string> duplicateWarnings(const std::vector<RowHashes>& splits)
{
    std::vector<std::string> warnings;
    for (std::size_t a = 0; a < splits.size(); ++a) {
        auto sorted = splits[a].hashes;
        std::ranges::sort(sorted);
        for (std::size_t b = a + 1; b < splits.size(); ++b)
            if (const auto shared = countShared(sorted, splits[b].hashes); shared > 0)
                warnings.push_back(splits[b].split + ": " + std::to_string(shared) + " of "
                    + std::to_string(splits[b].hashes.size()) + " samples are also in " + splits[a].split
                    + ", equal in every modality");
    }
    return warnings;
}

std::vector<std::string> classWarnings(const Dataset& dataset)
{
    std::vector<std::string> warnings;
    const auto* train = dataset.split("train");
    if (dataset.split("test") == nullptr)
        warnings.push_back("there is no test split; runs need one");
    if (dataset.task == Task::Classification && train != nullptr) {
        std::vector<std::int64_t> counts(dataset.classNames.size(), 0);
        for (const int c : train->classes)
            ++counts[std::size_t(c)];
        std::vector<std::string> absent, single;
        for (std::size_t c = 0; c < counts.size(); ++c) {
            if (counts[c] == 0)
                absent.push_back(dataset.classNames[c]);
            if (counts[c] == 1)
                single.push_back(dataset.classNames[c]);
        }
        if (!absent.empty())
            warnings.push_back("train: no sample of class " + shortList(absent));
        if (!single.empty())
            warnings.push_back("train: a single sample of class " + shortList(single));
    }
    if (dataset.task == Task::Segmentation && train != nullptr && train->labelMaps)
        if (const auto absent = classesWithoutPixel(*train->labelMaps, dataset); !absent.empty())
            warnings.push_back("train: no pixel of class " + shortList(absent));
    if (dataset.task == Task::Regression && train != nullptr)
        for (auto& warning : targetWarnings(*train))
            warnings.push_back(std::move(warning));
    if (std::set(dataset.classNames.begin(), dataset.classNames.end()).size() != dataset.classNames.size())
        warnings.push_back("class_names: two classes have the same name");
    return warnings;
}

} // namespace modalscope
