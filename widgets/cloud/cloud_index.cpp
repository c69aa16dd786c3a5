#include "widgets/cloud/cloud_index.h"

#include "core/base/random.h"

#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr double kPointsPerCell = 8;
constexpr int kMostCells = 512; // along an axis

/// Points that have a place, shuffled.
std::vector<std::uint32_t> shuffledPoints(const CloudData& data)
{
    std::vector<std::uint32_t> points;
    points.reserve(data.size());
    for (std::size_t i = 0; i < data.size(); ++i) {
        bool hasPlace = true;
        for (int d = 0; d < data.dimensions; ++d)
            hasPlace = hasPlace && std::isfinite(data.at(i, d));
        if (hasPlace)
            points.push_back(std::uint32_t(i));
    }
    Random random(1, "cloud");
    for (std::size_t i = points.size(); i > 1; --i)
        std::swap(points[i - 1], points[random.below(i)]);
    return points;
}

} // namespace

std::shared_ptr<const CloudIndex> indexOf(const CloudData& data)
{
    auto made = std::make_shared<CloudIndex>();
    auto& index = *made;
    const auto points = shuffledPoints(data);
    if (!points.empty())
        for (int d = 0; d < data.dimensions; ++d) {
            float low = std::numeric_limits<float>::max(), high = -low;
            for (const auto point : points) {
                low = std::min(low, data.at(point, d));
                high = std::max(high, data.at(point, d));
            }
            index.low[std::size_t(d)] = low;
            index.high[std::size_t(d)] = high;
        }
    if (data.dimensions == 2)
        index.columns = index.rows
            = std::clamp(int(std::sqrt(double(points.size()) / kPointsPerCell)), 1, kMostCells);
    std::vector<std::uint32_t> cells(points.size());
    index.first.assign(std::size_t(index.columns) * std::size_t(index.rows) + 1, 0);
    for (std::size_t i = 0; i < points.size() && data.dimensions == 2; ++i)
        cells[i] = std::uint32_t(index.cellOf(data.at(points[i], 1), 1, index.rows) * index.columns
            + index.cellOf(data.at(points[i], 0), 0, index.columns));
    for (const auto cell : cells)
        ++index.first[cell + 1];
    for (std::size_t c = 1; c < index.first.size(); ++c)
        index.first[c] += index.first[c - 1];
    auto next = index.first;
    index.point.resize(points.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        index.point[next[cells[i]]++] = points[i];
    for (auto* values : {&index.x, &index.y})
        values->resize(points.size());
    index.z.resize(data.dimensions == 3 ? points.size() : 0);
    index.sample.resize(points.size());
    for (std::size_t rank = 0; rank < points.size(); ++rank) {
        const auto point = index.point[rank];
        index.x[rank] = data.at(point, 0);
        index.y[rank] = data.at(point, 1);
        if (data.dimensions == 3)
            index.z[rank] = data.at(point, 2);
        index.sample[rank] = data.samples[point];
    }
    return made;
}

SamplePoints pointsOfSamples(const CloudIndex& index, std::size_t sampleCount)
{
    SamplePoints made;
    made.first.assign(sampleCount + 1, 0);
    for (const auto sample : index.sample)
        ++made.first[sample + 1];
    for (std::size_t s = 1; s < made.first.size(); ++s)
        made.first[s] += made.first[s - 1];
    auto next = made.first;
    made.ranks.resize(index.size());
    for (std::size_t rank = 0; rank < index.size(); ++rank)
        made.ranks[next[index.sample[rank]]++] = std::uint32_t(rank);
    for (std::size_t s = 0; s < sampleCount; ++s)
        std::sort(made.ranks.begin() + made.first[s], made.ranks.begin() + made.first[s + 1],
            [&](auto a, auto b) { return index.point[a] < index.point[b]; });
    return made;
}

} // namespace modalscope
