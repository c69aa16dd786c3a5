#include "core/projection/nn_descent.h"

#include "core/base/random.h"
#include "core/projection/distance_kernel.h"
#include "core/projection/join_candidates.h"
#include "core/projection/projection_tree.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

namespace modalscope {
namespace {

constexpr std::int64_t kLeafSize = 60;
constexpr std::int64_t kJoinSize = 64; // points of one piece of a round
constexpr std::int64_t kBlock = 256; // pieces whose finds are kept before they go into the lists
constexpr std::int64_t kRanges = 64; // of points that receive finds
constexpr double kSettledShare = 0.001; // a round that changes a smaller share of all entries is the last
constexpr int kTrees = 4;
constexpr int kMore = 6; // neighbours looked for beyond those asked for: they lead to others

/// Rows of named points, one after the other.
void gather(
    const PreparedPoints& points, const std::int32_t* index, std::int64_t count, std::vector<float>& rows)
{
    rows.resize(std::size_t(count * points.length));
    for (std::int64_t i = 0; i < count; ++i)
        std::copy_n(points.row(index[i]), points.length, rows.data() + i * points.length);
}

/// A leaf's points are its own in this tree, so leaves can be joined on several threads.
void joinLeaf(
    const PreparedPoints& points, const std::int32_t* leaf, std::int64_t count, NeighborLists& lists)
{
    thread_local std::vector<float> rows, distances;
    gather(points, leaf, count, rows);
    distances.resize(std::size_t(count * count));
    squaredDistances(rows.data(), count, rows.data(), count, points.length, distances.data());
    for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t j = 0; j < count; ++j)
            if (i != j && distances[std::size_t(i * count + j)] <= lists.worst(leaf[i]))
                lists.insert(leaf[i], distances[std::size_t(i * count + j)], leaf[j]);
}

struct Find {
    std::int32_t point, neighbor;
    float distance;
};

/// One round of NN-descent on all points, in blocks.
class DescentRound {
public:
    DescentRound(const PreparedPoints& points, NeighborLists& lists, const JoinCandidates& candidates)
        : m_points(points)
        , m_lists(lists)
        , m_candidates(candidates)
        , m_rangeSize((points.count + kRanges - 1) / kRanges)
        , m_finds(std::size_t(kBlock), std::vector<std::vector<Find>>(kRanges))
    { }

    /// Changed entries; below 0 when stopped.
    std::int64_t run(WorkerTeam& team, const RunContext& context)
    {
        std::atomic<std::int64_t> changes = 0;
        const auto pieces = (m_points.count + kJoinSize - 1) / kJoinSize;
        for (std::int64_t begun = 0; begun < pieces; begun += kBlock) {
            const auto count = std::min(kBlock, pieces - begun);
            team.forEach(
                count, [&](std::int64_t piece) { join(begun + piece, m_finds[std::size_t(piece)]); },
                context.stop);
            if (context.shouldStop())
                return -1;
            team.forEach(kRanges, [&](std::int64_t range) { changes += receive(range); });
        }
        return changes;
    }

private:
    void join(std::int64_t piece, std::vector<std::vector<Find>>& finds) const
    {
        const auto last = std::min(m_points.count, (piece + 1) * kJoinSize);
        for (auto point = piece * kJoinSize; point < last; ++point)
            joinAround(point, finds);
    }

    /// Compares the new candidates of a point with each other and with the old ones.
    void joinAround(std::int64_t point, std::vector<std::vector<Find>>& finds) const
    {
        thread_local std::vector<float> rows, distances;
        const auto fresh = m_candidates.fresh(point);
        const auto old = m_candidates.old(point);
        const auto count = fresh.size() + old.size();
        thread_local std::vector<std::int32_t> index;
        index.assign(fresh.begin(), fresh.end());
        index.insert(index.end(), old.begin(), old.end());
        gather(m_points, index.data(), std::int64_t(count), rows);
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            const auto others = count - i - 1;
            distances.resize(others);
            const float* row = rows.data() + std::int64_t(i) * m_points.length;
            squaredDistances(
                row, 1, row + m_points.length, std::int64_t(others), m_points.length, distances.data());
            for (std::size_t j = 0; j < others; ++j)
                offer(index[i], index[i + 1 + j], distances[j], finds);
        }
    }

    void offer(std::int32_t a, std::int32_t b, float distance, std::vector<std::vector<Find>>& finds) const
    {
        if (a == b)
            return;
        if (distance <= m_lists.worst(a))
            finds[std::size_t(a / m_rangeSize)].push_back({a, b, distance});
        if (distance <= m_lists.worst(b))
            finds[std::size_t(b / m_rangeSize)].push_back({b, a, distance});
    }

    std::int64_t receive(std::int64_t range)
    {
        std::int64_t changed = 0;
        for (auto& piece : m_finds) {
            auto& finds = piece[std::size_t(range)];
            for (const auto& find : finds)
                changed += m_lists.insert(find.point, find.distance, find.neighbor) ? 1 : 0;
            finds.clear();
        }
        return changed;
    }

    const PreparedPoints& m_points;
    NeighborLists& m_lists;
    const JoinCandidates& m_candidates;
    std::int64_t m_rangeSize;
    std::vector<std::vector<std::vector<Find>>> m_finds; // [piece of a block, range that receives]
};

} // namespace

std::optional<NeighborLists> descendToNeighbors(
    const PreparedPoints& points, int k, std::uint64_t seed, WorkerTeam& team, const RunContext& context)
{
    const int rounds = std::max(5, int(std::lround(std::log2(double(points.count)))));
    const std::int64_t steps = kTrees + rounds;
    NeighborLists lists(points.count, k + kMore);
    std::vector<TreeLeaves> trees(kTrees);
    const bool grown = team.forEach(
        kTrees,
        [&](std::int64_t i) {
            trees[std::size_t(i)]
                = growTree(points, kLeafSize, seedFor(seed, "neighbours/tree " + std::to_string(i)));
        },
        context.stop);
    if (!grown || context.shouldStop())
        return std::nullopt;
    for (std::size_t i = 0; i < trees.size(); ++i) {
        const auto& tree = trees[i];
        const bool joined = team.forRanges(
            std::int64_t(tree.start.size()) - 1, 16,
            [&](std::int64_t first, std::int64_t last) {
                for (auto leaf = first; leaf < last; ++leaf) {
                    const auto begin = tree.start[std::size_t(leaf)];
                    joinLeaf(
                        points, tree.points.data() + begin, tree.start[std::size_t(leaf) + 1] - begin, lists);
                }
            },
            context.stop);
        if (!joined || context.shouldStop())
            return std::nullopt;
        context.report(Progress{std::int64_t(i) + 1, steps, "neighbours"});
    }
    trees.clear();

    JoinCandidates candidates(points.count);
    DescentRound round(points, lists, candidates);
    for (int i = 0; i < rounds; ++i) {
        candidates.choose(lists, seedFor(seed, "neighbours/round " + std::to_string(i)), team);
        const auto changes = round.run(team, context);
        if (changes < 0)
            return std::nullopt;
        context.report(Progress{kTrees + i + 1, steps, "neighbours"});
        if (double(changes) <= kSettledShare * double(points.count) * k)
            break;
    }
    return lists;
}

} // namespace modalscope
