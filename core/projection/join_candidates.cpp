#include "core/projection/join_candidates.h"

#include <algorithm>
#include <utility>

namespace modalscope {
namespace {

/// The same for (a, b) and (b, a); the last steps are those of splitmix64.
std::uint64_t pairPriority(std::uint64_t seed, std::int32_t a, std::int32_t b)
{
    const auto low = std::uint64_t(std::uint32_t(std::min(a, b)));
    const auto high = std::uint64_t(std::uint32_t(std::max(a, b)));
    std::uint64_t z = seed ^ (low << 32 | high);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

JoinCandidates::JoinCandidates(std::int64_t points)
    : m_points(points)
    , m_chosen(std::size_t(points) * 2 * kMost)
    , m_count(std::size_t(points) * 2)
    , m_start(std::size_t(points) + 1)
{ }

void JoinCandidates::choose(NeighborLists& lists, std::uint64_t seed, WorkerTeam& team)
{
    findReverse(lists);
    // A point's flags are read by itself alone: others see the copy beside m_reverse.
    team.forRanges(m_points, 512, [&](std::int64_t first, std::int64_t last) {
        for (auto point = first; point < last; ++point)
            chooseFor(point, lists, seed);
    });
}

void JoinCandidates::findReverse(const NeighborLists& lists)
{
    std::fill(m_start.begin(), m_start.end(), 0);
    const auto k = lists.k();
    for (std::int64_t i = 0; i < m_points; ++i)
        for (int n = 0; n < k; ++n)
            if (const auto j = lists.index(i)[n]; j != NeighborLists::kNone)
                ++m_start[std::size_t(j) + 1];
    for (std::size_t i = 1; i < m_start.size(); ++i)
        m_start[i] += m_start[i - 1];
    m_reverse.resize(std::size_t(m_start.back()));
    m_reverseNew.resize(m_reverse.size());
    auto next = m_start;
    for (std::int64_t i = 0; i < m_points; ++i)
        for (int n = 0; n < k; ++n)
            if (const auto j = lists.index(i)[n]; j != NeighborLists::kNone) {
                const auto at = std::size_t(next[std::size_t(j)]++);
                m_reverse[at] = std::int32_t(i);
                m_reverseNew[at] = lists.isNew(i)[n];
            }
}

void JoinCandidates::chooseFor(std::int64_t point, NeighborLists& lists, std::uint64_t seed)
{
    using Candidate = std::pair<std::uint64_t, std::int32_t>;
    thread_local std::vector<Candidate> drawn[2];
    for (auto& list : drawn)
        list.clear();
    const auto self = std::int32_t(point);
    const auto offer = [&](std::int32_t other, bool isNew) {
        drawn[isNew ? 0 : 1].emplace_back(pairPriority(seed, self, other), other);
    };
    for (int n = 0; n < lists.k(); ++n)
        if (const auto other = lists.index(point)[n]; other != NeighborLists::kNone)
            offer(other, lists.isNew(point)[n] != 0);
    for (auto at = std::size_t(m_start[std::size_t(point)]);
         at < std::size_t(m_start[std::size_t(point) + 1]); ++at)
        offer(m_reverse[at], m_reverseNew[at] != 0);

    for (std::size_t age = 0; age < 2; ++age) {
        auto& list = drawn[age];
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
        list.resize(std::min(list.size(), kMost));
        const auto slot = std::size_t(point) * 2 + age;
        m_count[slot] = std::uint8_t(list.size());
        std::transform(list.begin(), list.end(), m_chosen.begin() + std::ptrdiff_t(slot * kMost),
            [](const Candidate& candidate) { return candidate.second; });
    }
    for (int n = 0; n < lists.k(); ++n) {
        const auto begin = drawn[0].begin(), end = drawn[0].end();
        const auto other = lists.index(point)[n];
        if (std::any_of(begin, end, [&](const Candidate& candidate) { return candidate.second == other; }))
            lists.isNew(point)[n] = 0;
    }
}

} // namespace modalscope
