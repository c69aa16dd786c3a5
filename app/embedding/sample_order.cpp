#include "app/embedding/sample_order.h"

#include "core/analysis/sample_places.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

/// What each category counts when rows are ordered.
std::vector<float> categoryRanks(const ValueColumn& column)
{
    std::vector<float> ranks(column.categories.size());
    if (column.name == "class" || column.name.starts_with("prediction")) {
        std::iota(ranks.begin(), ranks.end(), 0.0F);
        return ranks;
    }
    std::vector<std::size_t> byText(ranks.size());
    std::iota(byText.begin(), byText.end(), std::size_t(0));
    std::ranges::sort(byText, [&](auto a, auto b) { return column.categories[a] < column.categories[b]; });
    for (std::size_t rank = 0; rank < byText.size(); ++rank)
        ranks[byText[rank]] = float(rank);
    return ranks;
}

/// A number for each row; NaN = no value.
std::vector<float> orderKeys(const ValueColumn& column)
{
    if (!column.isCategorical())
        return column.numbers;
    const auto ranks = categoryRanks(column);
    std::vector<float> keys(column.codes.size(), std::nanf(""));
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (const auto code = std::size_t(std::uint32_t(column.codes[i])); code < ranks.size())
            keys[i] = ranks[code];
    return keys;
}

std::vector<std::int32_t> allPlaces(const EmbeddedSamples& samples, int column, bool isDescending)
{
    std::vector<std::int32_t> places(samples.features.rows.size());
    std::iota(places.begin(), places.end(), 0);
    if (column < 0 || std::size_t(column) >= samples.columns.size()) {
        if (isDescending)
            std::ranges::reverse(places);
        return places;
    }
    const auto keys = orderKeys(samples.columns[std::size_t(column)]);
    const auto hasValue = [&](std::int32_t place) { return !std::isnan(keys[std::size_t(place)]); };
    const auto end = std::stable_partition(places.begin(), places.end(), hasValue);
    std::stable_sort(places.begin(), end, [&](std::int32_t a, std::int32_t b) {
        const float x = keys[std::size_t(a)], y = keys[std::size_t(b)];
        return isDescending ? y < x : x < y;
    });
    return places;
}

} // namespace

SampleOrder SampleSorter::order(const SampleOrderRequest& request)
{
    SampleOrder made{.samples = request.samples};
    if (!request.samples)
        return made;
    const bool isKnown = m_samples == request.samples && m_column == request.column
        && m_isDescending == request.isDescending;
    if (!isKnown) {
        m_places = allPlaces(*request.samples, request.column, request.isDescending);
        m_samples = request.samples;
        m_column = request.column;
        m_isDescending = request.isDescending;
    }
    if (!request.selection) {
        made.places = m_places;
        return made;
    }
    const auto selected = selectedSamples(*request.selection, request.samples->features.rows);
    for (const auto place : m_places)
        if (selected.contains(std::size_t(place)))
            made.places.push_back(place);
    return made;
}

} // namespace modalscope
