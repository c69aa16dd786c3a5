#pragma once

#include "core/data/array.h"
#include "core/projection/fuzzy_graph.h"
#include "core/projection/layout_kernel.h"
#include "core/projection/worker_team.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <vector>

namespace modalscope {

/// Edges as often as their strengths say: the strongest acts in every epoch. Those that would act in less
/// than one of `epochs` are left out.
LayoutEdges layoutEdges(const FuzzyGraph& graph, int epochs);

struct LayoutPlan {
    int epochs = 200;
    float learningRate = 1; ///< falls to 0 in a straight line
    LayoutForces forces = {};
    std::uint64_t seed = 0;
    float pull = 0; ///< to the anchors: share of the way in a step of length 1
};

/// Lets a layout settle. An epoch is cut into 16 blocks. The heads of a block move at the same time, each by
/// itself, from the positions that the blocks before have left; so threads share no position that any writes,
/// wait for each other only between blocks, and their number changes nothing.
class LayoutOptimizer {
public:
    LayoutOptimizer(LayoutEdges edges, const LayoutPlan& plan);

    int epoch() const { return m_epoch; } ///< finished ones
    int epochs() const { return m_plan.epochs; }

    /// The rest of the present epoch, on positions [vertex, 2 or 3]. `anchors`, of the same size or empty,
    /// pull; NaN does not. False when stopped: the next call goes on where this has left off.
    bool runEpoch(Array& positions, const Array& anchors, WorkerTeam& team, const RunContext& context);

private:
    void runBlock(Array& positions, const Array& anchors, WorkerTeam& team);

    LayoutEdges m_edges;
    LayoutPlan m_plan;
    std::int64_t m_blockSize = 0;
    std::int64_t m_done = 0; ///< heads of this epoch
    int m_epoch = 0;
    std::vector<float> m_moved;
};

/// Places new points: heads with edges to a settled layout, which stays as it is. False when stopped.
bool settleOnto(const Array& layout, const LayoutEdges& edges, const LayoutPlan& plan, Array& positions,
    WorkerTeam& team, const RunContext& context);

} // namespace modalscope
