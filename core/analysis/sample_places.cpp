#include "core/analysis/sample_places.h"

#include "core/base/require.h"

#include <algorithm>

namespace modalscope {

SelectionMask selectedSamples(const SelectionMask& mask, std::span<const std::int64_t> rows)
{
    SelectionMask selected(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i] >= 0 && std::size_t(rows[i]) < mask.size() && mask.contains(std::size_t(rows[i])))
            selected.add(i);
    return selected;
}

SelectionMask selectedRows(const SelectionMask& samples, const FeatureSet& shown)
{
    require(samples.size() == shown.rows.size(), "a selection of the samples that are shown");
    const auto last = shown.rows.empty() ? 0 : shown.rows.back() + 1;
    SelectionMask mask(std::size_t(std::max(shown.total, last)));
    samples.forEach([&](std::size_t i) { mask.add(std::size_t(shown.rows[i])); });
    return mask;
}

std::vector<std::int64_t> placesOf(const SelectionMask& samples)
{
    std::vector<std::int64_t> places;
    samples.forEach([&](std::size_t sample) { places.push_back(std::int64_t(sample)); });
    return places;
}

std::int64_t placeOfRow(std::span<const std::int64_t> rows, std::int64_t row)
{
    const auto found = std::ranges::lower_bound(rows, row);
    return found == rows.end() || *found != row ? -1 : found - rows.begin();
}

} // namespace modalscope
