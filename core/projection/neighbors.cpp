#include "core/projection/neighbors.h"

#include "core/projection/distance_kernel.h"
#include "core/projection/neighbor_lists.h"
#include "core/projection/nn_descent.h"

#include <algorithm>
#include <array>

namespace modalscope {

std::span<const Choice<NeighborSearch>> choices(NeighborSearch)
{
    static constexpr std::array<Choice<NeighborSearch>, 3> all{{
        {NeighborSearch::Auto, "auto", "automatic"},
        {NeighborSearch::Exact, "exact", "exact"},
        {NeighborSearch::Approximate, "approximate", "approximate"},
    }};
    return all;
}

namespace {

constexpr double kExactWork = 4e10; // differences of values
constexpr std::int64_t kQueries = 32; // of one piece: their rows stay in the cache
constexpr std::int64_t kTile = 128;
constexpr std::int64_t kRound = 64; // pieces between two reports

Error searchCancelled()
{
    return {ErrorKind::Cancelled, "the search for neighbours was stopped"};
}

/// The first `k` of each list.
NeighborGraph toGraph(
    const NeighborLists& lists, int k, const PreparedPoints& points, std::int64_t count, bool exact)
{
    NeighborGraph out{count, k, {}, {}, exact};
    out.index.reserve(std::size_t(count * k));
    out.distance.reserve(std::size_t(count * k));
    for (std::int64_t i = 0; i < count; ++i) {
        out.index.insert(out.index.end(), lists.index(i), lists.index(i) + k);
        for (int n = 0; n < k; ++n)
            out.distance.push_back(points.distance(lists.distance(i)[n]));
    }
    return out;
}

/// `same`: queries are the points, none is its own neighbour.
Result<NeighborGraph> compareAll(const PreparedPoints& queries, const PreparedPoints& points, int k,
    bool same, WorkerTeam& team, const RunContext& context)
{
    NeighborLists lists(queries.count, k);
    const auto search = [&](std::int64_t first, std::int64_t last) {
        std::vector<float> tile(std::size_t(kQueries * kTile));
        for (std::int64_t begin = 0; begin < points.count && !context.stop.stop_requested(); begin += kTile) {
            const auto width = std::min(kTile, points.count - begin);
            squaredDistances(
                queries.row(first), last - first, points.row(begin), width, points.length, tile.data());
            for (auto i = first; i < last; ++i) {
                const float* distances = tile.data() + (i - first) * width;
                for (std::int64_t j = 0; j < width; ++j)
                    if (distances[j] < lists.worst(i) && !(same && i == begin + j)) // numbers rise
                        lists.insert(i, distances[j], std::int32_t(begin + j));
            }
        }
    };
    const auto pieces = (queries.count + kQueries - 1) / kQueries;
    for (std::int64_t begun = 0; begun < pieces; begun += kRound) {
        if (context.shouldStop())
            return searchCancelled();
        const auto count = std::min(kRound, pieces - begun);
        team.forEach(
            count,
            [&](std::int64_t piece) {
                const auto first = (begun + piece) * kQueries;
                search(first, std::min(queries.count, first + kQueries));
            },
            context.stop);
        context.report(
            Progress{std::min(queries.count, (begun + count) * kQueries), queries.count, "neighbours"});
    }
    if (context.stop.stop_requested())
        return searchCancelled();
    return toGraph(lists, k, points, queries.count, true);
}

} // namespace

Result<NeighborGraph> findNeighbors(const PreparedPoints& points, int k, NeighborSearch search,
    std::uint64_t seed, WorkerTeam& team, const RunContext& context)
{
    k = int(std::min<std::int64_t>(k, points.count - 1));
    const double work = double(points.count) * double(points.count) * double(points.length);
    if (search == NeighborSearch::Exact || k < 1 || points.count <= 4 * std::int64_t(k)
        || (search == NeighborSearch::Auto && work <= kExactWork))
        return compareAll(points, points, std::max(0, k), true, team, context);
    const auto lists = descendToNeighbors(points, k, seed, team, context);
    if (!lists)
        return searchCancelled();
    return toGraph(*lists, k, points, points.count, false);
}

Result<NeighborGraph> nearestPoints(const PreparedPoints& queries, const PreparedPoints& points, int k,
    WorkerTeam& team, const RunContext& context)
{
    return compareAll(queries, points, int(std::min<std::int64_t>(k, points.count)), false, team, context);
}

} // namespace modalscope
