#include "core/projection/projection_tree.h"

#include "core/base/random.h"
#include "core/projection/distance_kernel.h"

#include <algorithm>
#include <numeric>

namespace modalscope {
namespace {

class TreeGrower {
public:
    TreeGrower(const PreparedPoints& points, std::int64_t leafSize, std::uint64_t seed)
        : m_points(points)
        , m_leafSize(leafSize)
        , m_random(seed)
        , m_plane(std::size_t(points.length))
        , m_other(std::size_t(points.count))
    {
        m_leaves.points.resize(std::size_t(points.count));
        std::iota(m_leaves.points.begin(), m_leaves.points.end(), 0);
    }

    TreeLeaves grow() &&
    {
        std::vector<std::int64_t> ends{m_points.count}; // nodes that wait, as their ends; they lie in order
        std::int64_t first = 0;
        while (!ends.empty()) {
            const auto last = ends.back();
            if (last - first <= m_leafSize) {
                m_leaves.start.push_back(first);
                first = last;
                ends.pop_back();
            } else {
                ends.push_back(split(first, last));
            }
        }
        m_leaves.start.push_back(m_points.count);
        return std::move(m_leaves);
    }

private:
    /// Orders the points of a node by side and returns where the second side begins.
    std::int64_t split(std::int64_t first, std::int64_t last)
    {
        auto* node = m_leaves.points.data();
        const auto size = std::uint64_t(last - first);
        const auto a = m_random.below(size);
        const auto b = (a + 1 + m_random.below(size - 1)) % size;
        const float* left = m_points.row(node[first + std::int64_t(a)]);
        const float* right = m_points.row(node[first + std::int64_t(b)]);
        float offset = 0;
        for (std::int64_t d = 0; d < m_points.length; ++d) {
            m_plane[std::size_t(d)] = left[d] - right[d];
            offset += m_plane[std::size_t(d)] * (left[d] + right[d]) / 2;
        }
        std::int64_t kept = first, moved = 0;
        for (auto i = first; i < last; ++i) {
            const auto point = node[i];
            if (dotProduct(m_plane.data(), m_points.row(point), m_points.length) > offset)
                node[kept++] = point;
            else
                m_other[std::size_t(moved++)] = point;
        }
        std::copy_n(m_other.begin(), moved, node + kept);
        // Where equal points keep a plane from dividing, any halves will do.
        const auto least = std::int64_t(size) / 64;
        return std::min(kept - first, moved) <= least ? first + std::int64_t(size) / 2 : kept;
    }

    const PreparedPoints& m_points;
    std::int64_t m_leafSize;
    Random m_random;
    std::vector<float> m_plane;
    std::vector<std::int32_t> m_other;
    TreeLeaves m_leaves;
};

} // namespace

TreeLeaves growTree(const PreparedPoints& points, std::int64_t leafSize, std::uint64_t seed)
{
    return TreeGrower(points, leafSize, seed).grow();
}

} // namespace modalscope
