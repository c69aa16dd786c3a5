#include "core/data/feature_fits.h"

#include <numeric>

namespace modalscope {

std::vector<std::size_t> allArrays(const FeatureSet& set)
{
    std::vector<std::size_t> places(set.names.size());
    std::iota(places.begin(), places.end(), std::size_t(0));
    return places;
}

Result<std::vector<std::vector<std::size_t>>> fitsOf(
    const FeatureSet& set, std::span<const std::size_t> arrays, bool areSeparate, std::string_view advice)
{
    std::vector<std::vector<std::size_t>> fits(areSeparate || arrays.empty() ? arrays.size() : 1);
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        fits[areSeparate ? i : 0].push_back(arrays[i]);
        const auto first = set.features[arrays.front()].rowSize(), length = set.features[arrays[i]].rowSize();
        if (!areSeparate && length != first)
            return invalidInput(set.source + ": " + set.names[arrays.front()] + " has "
                + std::to_string(first) + " features and " + set.names[arrays[i]] + " has "
                + std::to_string(length) + "; one common fit needs the same number: " + std::string(advice));
    }
    return fits;
}

Array joinedRows(
    const FeatureSet& set, std::span<const std::size_t> arrays, std::span<const std::int64_t> only)
{
    Array all;
    all.shape = {0, set.features[arrays.front()].rowSize()};
    for (const auto place : arrays) {
        const auto& part = set.features[place];
        if (only.empty()) {
            all.values.insert(all.values.end(), part.values.begin(), part.values.end());
            all.shape[0] += part.rows();
        }
        for (const auto sample : only) {
            const auto row = part.row(sample);
            all.values.insert(all.values.end(), row.begin(), row.end());
            ++all.shape[0];
        }
    }
    return all;
}

} // namespace modalscope
