#include "core/projection/layout_optimizer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace modalscope {
namespace {

constexpr std::int64_t kBlocks = 16;
constexpr std::int64_t kGroup = 8; // heads that are moved side by side
constexpr std::int64_t kHeadPiece = 128; // heads of a thread's turn
constexpr std::int64_t kLargestBlock = 65536; // a request to stop is seen after so many

/// Groups of heads with about as many acting edges, dealt out to the blocks in turn.
std::vector<std::int32_t> dealtOrder(const LayoutEdges& edges, std::int64_t blockSize)
{
    const auto heads = edges.start.size() - 1;
    std::vector<double> load(heads, 0.0);
    for (std::size_t i = 0; i < heads; ++i)
        for (auto e = edges.start[i]; e < edges.start[i + 1]; ++e)
            load[i] += double(edges.rate[std::size_t(e)]);
    std::vector<std::int32_t> sorted(heads);
    std::iota(sorted.begin(), sorted.end(), 0);
    std::stable_sort(sorted.begin(), sorted.end(),
        [&](std::int32_t a, std::int32_t b) { return load[std::size_t(a)] > load[std::size_t(b)]; });
    const auto count = std::int64_t(heads);
    const auto blocks = (count + blockSize - 1) / blockSize;
    std::vector<std::int32_t> order;
    order.reserve(heads);
    for (std::int64_t block = 0; block < blocks; ++block)
        for (auto first = block * kGroup; first < count; first += blocks * kGroup)
            order.insert(
                order.end(), sorted.begin() + first, sorted.begin() + std::min(count, first + kGroup));
    return order;
}

LayoutStep stepOf(const LayoutPlan& plan, int epoch)
{
    return {std::uint32_t(epoch), plan.learningRate * (1 - float(epoch) / float(plan.epochs)), plan.seed};
}

} // namespace

LayoutEdges layoutEdges(const FuzzyGraph& graph, int epochs)
{
    LayoutEdges out;
    const auto strongest
        = graph.weight.empty() ? 1 : *std::max_element(graph.weight.begin(), graph.weight.end());
    const float least = strongest / float(std::max(epochs, 10));
    out.start.push_back(0);
    for (std::size_t i = 0; i + 1 < graph.start.size(); ++i) {
        for (auto e = std::size_t(graph.start[i]); e < std::size_t(graph.start[i + 1]); ++e)
            if (graph.weight[e] >= least) {
                out.tail.push_back(graph.neighbor[e]);
                const double share = double(graph.weight[e]) / double(strongest);
                out.rate.push_back(std::uint32_t(std::min(share * 4294967296.0, 4294967295.0)));
            }
        out.start.push_back(std::int64_t(out.tail.size()));
    }
    return out;
}

LayoutOptimizer::LayoutOptimizer(LayoutEdges edges, const LayoutPlan& plan)
    : m_edges(std::move(edges))
    , m_plan(plan)
{
    const auto heads = std::int64_t(m_edges.start.size()) - 1;
    const auto share = (heads + kBlocks - 1) / kBlocks;
    m_blockSize = std::clamp((share + kGroup - 1) / kGroup * kGroup, kGroup, kLargestBlock);
    m_edges.order = dealtOrder(m_edges, m_blockSize);
}

bool LayoutOptimizer::runEpoch(
    Array& positions, const Array& anchors, WorkerTeam& team, const RunContext& context)
{
    while (m_done < positions.rows()) {
        if (context.shouldStop())
            return false;
        runBlock(positions, anchors, team);
    }
    m_done = 0;
    ++m_epoch;
    return true;
}

void LayoutOptimizer::runBlock(Array& positions, const Array& anchors, WorkerTeam& team)
{
    const auto step = stepOf(m_plan, m_epoch);
    const auto dimensions = positions.rowSize();
    const auto count = std::min(m_blockSize, positions.rows() - m_done);
    m_moved.resize(std::size_t(count * dimensions));
    team.forRanges(count, kHeadPiece, [&](std::int64_t first, std::int64_t last) {
        moveHeads(m_edges, m_plan.forces, step, int(dimensions), m_done + first, m_done + last,
            positions.values.data(), positions.values.data(), positions.rows(),
            m_moved.data() + first * dimensions);
    });
    const float pull = anchors.values.empty() ? 0 : std::min(1.0F, step.rate * m_plan.pull);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto head = m_edges.order[std::size_t(m_done + i)];
        for (std::int64_t d = 0; d < dimensions; ++d) {
            auto& at = positions.values[std::size_t(head * dimensions + d)];
            at = m_moved[std::size_t(i * dimensions + d)];
            if (pull > 0)
                if (const float to = anchors.values[std::size_t(head * dimensions + d)]; !std::isnan(to))
                    at += pull * (to - at);
        }
    }
    m_done += count;
}

bool settleOnto(const Array& layout, const LayoutEdges& given, const LayoutPlan& plan, Array& positions,
    WorkerTeam& team, const RunContext& context)
{
    auto edges = given;
    edges.order = dealtOrder(edges, std::max<std::int64_t>(1, positions.rows()));
    const auto dimensions = positions.rowSize();
    std::vector<float> moved(positions.values.size());
    for (int epoch = 0; epoch < plan.epochs; ++epoch) {
        if (context.shouldStop())
            return false;
        const bool finished = team.forRanges(
            positions.rows(), kHeadPiece,
            [&](std::int64_t first, std::int64_t last) {
                moveHeads(edges, plan.forces, stepOf(plan, epoch), int(dimensions), first, last,
                    positions.values.data(), layout.values.data(), layout.rows(),
                    moved.data() + first * dimensions);
            },
            context.stop);
        if (!finished)
            return false;
        for (std::int64_t i = 0; i < positions.rows(); ++i)
            std::copy_n(moved.begin() + i * dimensions, dimensions,
                positions.row(edges.order[std::size_t(i)]).begin());
        context.report(Progress{epoch + 1, plan.epochs, "new points"});
    }
    return true;
}

} // namespace modalscope
