#pragma once

#include <cstdint>
#include <vector>

namespace modalscope {

/// Who is drawn to whom while a layout settles: edges from heads, which move, to tails.
struct LayoutEdges {
    std::vector<std::int64_t> start; ///< of each head's edges; one more at the end
    std::vector<std::int32_t> tail;
    std::vector<std::uint32_t> rate; ///< share of the epochs in which an edge acts, × 2^32
    std::vector<std::int32_t> order; ///< heads as they are moved: eight that follow have about as many edges
};

/// McInnes et al. (2018), section 3.2: the gradients of the cross-entropy between the fuzzy graph and
/// 1/(1 + a·d^(2b)).
struct LayoutForces {
    float a = 1, b = 1;
    float attraction = 1; ///< 2 when the edge back moves the other end only, as every end is a head
    float repulsion = 1;
    int negatives = 5; ///< random tails that repel, for every attraction
};

struct LayoutStep {
    std::uint32_t epoch = 0;
    float rate = 1; ///< length of a step
    std::uint64_t seed = 0;
};

/// New positions of the heads order[first .. last) into `moved` [last − first, dimensions], from `heads` and
/// `tails` [tailCount, dimensions]; these are only read. A head's moves follow one another, each from where
/// the last has left it. Which edges act and who repels is a function of seed, epoch, head and number of the
/// draw alone. `dimensions` 2 or 3. The same bits on every processor.
void moveHeads(const LayoutEdges& edges, const LayoutForces& forces, const LayoutStep& step, int dimensions,
    std::int64_t first, std::int64_t last, const float* heads, const float* tails, std::int64_t tailCount,
    float* moved);

} // namespace modalscope
