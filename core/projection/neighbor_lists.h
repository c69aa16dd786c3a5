#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace modalscope {

/// The k nearest so far of every point, nearest first. Order is by distance and then by number: what a list
/// holds in the end is the same in whatever order candidates came, which is what makes searches that run on
/// several threads repeatable. Different points may be written on different threads.
class NeighborLists {
public:
    static constexpr std::int32_t kNone = -1;

    NeighborLists(std::int64_t points, int k)
        : m_k(k)
        , m_index(std::size_t(points * k), kNone)
        , m_distance(std::size_t(points * k), std::numeric_limits<float>::infinity())
        , m_isNew(std::size_t(points * k), 0)
    { }

    int k() const { return m_k; }
    std::int32_t* index(std::int64_t point) { return m_index.data() + point * m_k; }
    const std::int32_t* index(std::int64_t point) const { return m_index.data() + point * m_k; }
    float* distance(std::int64_t point) { return m_distance.data() + point * m_k; }
    const float* distance(std::int64_t point) const { return m_distance.data() + point * m_k; }
    std::uint8_t* isNew(std::int64_t point) { return m_isNew.data() + point * m_k; } ///< not yet built upon
    const std::uint8_t* isNew(std::int64_t point) const { return m_isNew.data() + point * m_k; }

    /// What a candidate must not exceed.
    float worst(std::int64_t point) const { return m_distance[std::size_t(point * m_k + m_k - 1)]; }

    /// Whether it is now among them and was not before.
    bool insert(std::int64_t point, float distance, std::int32_t candidate)
    {
        auto* distances = m_distance.data() + point * m_k;
        auto* indices = index(point);
        int last = m_k - 1;
        if (distance > distances[last]
            || (distance == distances[last] && !isBefore(candidate, indices[last])))
            return false;
        int at = last;
        while (at > 0
            && (distance < distances[at - 1]
                || (distance == distances[at - 1] && isBefore(candidate, indices[at - 1]))))
            --at;
        if (at > 0 && indices[at - 1] == candidate)
            return false;
        auto* flags = isNew(point);
        for (int i = last; i > at; --i) {
            distances[i] = distances[i - 1];
            indices[i] = indices[i - 1];
            flags[i] = flags[i - 1];
        }
        distances[at] = distance;
        indices[at] = candidate;
        flags[at] = 1;
        return true;
    }

private:
    static bool isBefore(std::int32_t a, std::int32_t b) { return b == kNone || a < b; }

    int m_k;
    std::vector<std::int32_t> m_index;
    std::vector<float> m_distance;
    std::vector<std::uint8_t> m_isNew;
};

} // namespace modalscope
