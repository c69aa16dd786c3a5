#pragma once

#include "core/projection/neighbor_lists.h"
#include "core/projection/worker_team.h"

#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// Whom a round of NN-descent brings together around each point: its neighbours and those whose neighbour it
/// is, at most 40 that are new and 40 that earlier rounds have built upon, drawn at random.
class JoinCandidates {
public:
    static constexpr std::size_t kMost = 40;

    explicit JoinCandidates(std::int64_t points);

    /// Draws anew and marks what was drawn as built upon. The draw hangs on the seed and the pair alone.
    void choose(NeighborLists& lists, std::uint64_t seed, WorkerTeam& team);

    std::span<const std::int32_t> fresh(std::int64_t point) const { return part(point, 0); }
    std::span<const std::int32_t> old(std::int64_t point) const { return part(point, 1); }

private:
    std::span<const std::int32_t> part(std::int64_t point, std::size_t age) const
    {
        const auto slot = std::size_t(point) * 2 + age;
        return {m_chosen.data() + slot * kMost, m_count[slot]};
    }
    void findReverse(const NeighborLists& lists);
    void chooseFor(std::int64_t point, NeighborLists& lists, std::uint64_t seed);

    std::int64_t m_points;
    std::vector<std::int32_t> m_chosen; // [point, age, kMost]
    std::vector<std::uint8_t> m_count; // [point, age]
    std::vector<std::int64_t> m_start; // of each point in m_reverse
    std::vector<std::int32_t> m_reverse; // points whose neighbour it is
    std::vector<std::uint8_t> m_reverseNew;
};

} // namespace modalscope
