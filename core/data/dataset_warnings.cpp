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
    if (std::set(dataset.classNames.begin(), dataset.classNames.end()).size() != dataset.classNames.size())
        warnings.push_back("class_names: two classes have the same name");
    return warnings;
}

} // namespace modalscope
