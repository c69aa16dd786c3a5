#include "app/embedding/row_masks.h"

namespace modalscope {
namespace {

bool hasEveryRow(const FeatureSet& set)
{
    return set.samples() == set.total;
}

} // namespace

SelectionMask overRows(const FeatureSet& set, const SelectionMask& samples)
{
    if (hasEveryRow(set))
        return samples;
    SelectionMask rows(std::size_t(set.total));
    samples.forEach([&](std::size_t sample) {
        if (set.rows[sample] < set.total)
            rows.add(std::size_t(set.rows[sample]));
    });
    return rows;
}

SelectionMask overSamples(const FeatureSet& set, const SelectionMask& rows)
{
    if (hasEveryRow(set) && rows.size() == std::size_t(set.total))
        return rows;
    SelectionMask samples(std::size_t(set.samples()));
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (std::size_t(set.rows[i]) < rows.size() && rows.contains(std::size_t(set.rows[i])))
            samples.add(i);
    return samples;
}

std::vector<std::int64_t> placesIn(const SelectionMask& samples)
{
    std::vector<std::int64_t> places;
    samples.forEach([&](std::size_t sample) { places.push_back(std::int64_t(sample)); });
    return places;
}

} // namespace modalscope
