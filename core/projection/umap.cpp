#include "core/projection/umap.h"

#include "core/base/random.h"
#include "core/projection/curve_parameters.h"
#include "core/projection/finite_rows.h"
#include "core/projection/pca.h"
#include "core/projection/start_layout.h"
#include "core/projection/umap_checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace modalscope {

std::span<const Choice<UmapStart>> choices(UmapStart)
{
    static constexpr std::array<Choice<UmapStart>, 2> all{{
        {UmapStart::Spectral, "spectral", "spectral"},
        {UmapStart::Pca, "pca", "PCA"},
    }};
    return all;
}

namespace {

constexpr float kNotPlaced = std::numeric_limits<float>::quiet_NaN();

Error umapCancelled()
{
    return {ErrorKind::Cancelled, "UMAP was stopped"};
}

/// The principal components of points, [point, dimensions]; zero where there are fewer.
Result<Array> principalStart(
    const Array& points, const FiniteRows& finite, const UmapOptions& options, const std::stop_token& stop)
{
    PcaOptions pca;
    pca.components = options.dimensions;
    pca.solver = finite.length > 512 ? PcaSolver::Randomized : PcaSolver::Auto; // a picture within a second
    pca.iterations = 2;
    pca.seed = options.seed;
    pca.threads = options.threads;
    const auto fit = fitPca(points, pca, stop);
    if (!fit)
        return fit.error();
    const auto all = fit.value().transform(points, options.threads);
    Array out({finite.count(), options.dimensions});
    for (std::int64_t i = 0; i < finite.count(); ++i) {
        const auto from = all.value().row(finite.source[std::size_t(i)]);
        std::copy(from.begin(), from.end(), out.row(i).begin());
    }
    return out;
}

} // namespace

Result<Umap> Umap::create(
    const Array& points, const UmapOptions& options, UmapGuides guides, const std::stop_token& stop)
{
    const std::array<const Array*, 1> one{&points};
    const auto finite = finiteRows(one);
    if (!finite)
        return finite.error();
    if (auto error = checkUmap(points, finite.value(), options, guides))
        return *error;

    Umap out;
    out.m_options = options;
    out.m_guides = std::move(guides);
    out.m_given = points.rows();
    out.m_dropped = finite.value().dropped;
    out.m_length = finite.value().length;
    out.m_rows = finite.value().source;
    auto start = principalStart(points, finite.value(), options, stop);
    if (!start)
        return start.error();
    out.m_layout = std::move(start).value();
    if (!out.m_guides.before.values.empty()) {
        out.m_anchors = out.keptRows(out.m_guides.before);
        out.m_layout = out.m_anchors;
    }
    out.m_points = preparePoints(finite.value(), options.metric);
    out.m_team = std::make_unique<WorkerTeam>(options.threads);
    const auto curve = fitCurve(options.spread, options.minDist);
    out.m_forces = {float(curve.a), float(curve.b), 2, float(options.repulsion), options.negatives};
    out.m_epochs = options.epochs > 0 ? options.epochs : finite.value().count() <= 10000 ? 500 : 200;
    return out;
}

Array Umap::keptRows(const Array& all) const
{
    Array out({std::int64_t(m_rows.size()), all.rowSize()});
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto from = all.row(m_rows[i]);
        std::copy(from.begin(), from.end(), out.row(std::int64_t(i)).begin());
    }
    return out;
}

Result<void> Umap::findGraph(const RunContext& context)
{
    if (m_neighbors.points == 0) {
        auto found = findNeighbors(
            m_points, m_options.neighbors - 1, m_options.search, m_options.seed, *m_team, context);
        if (!found)
            return found.error();
        m_neighbors = std::move(found).value();
    }
    context.report(Progress{0, m_epochs, "graph"});
    m_graph = fuzzyGraph(m_neighbors, m_options.localConnectivity, m_options.unionShare, *m_team);
    if (!m_guides.labels.empty()) {
        std::vector<int> kept;
        for (const auto row : m_rows)
            kept.push_back(m_guides.labels[std::size_t(row)]);
        m_graph = intersectWithLabels(m_graph, kept, m_options.targetWeight);
    }
    return {};
}

/// Points that an earlier layout has not start at the mean of their neighbours that it has, or at its centre.
void Umap::addFreshStarts()
{
    const auto dimensions = m_layout.rowSize();
    std::vector<double> center(std::size_t(dimensions), 0.0);
    double placed = 0;
    for (std::int64_t i = 0; i < m_layout.rows(); ++i)
        if (!std::isnan(m_anchors.row(i)[0])) {
            ++placed;
            for (std::size_t d = 0; d < center.size(); ++d)
                center[d] += double(m_anchors.row(i)[d]);
        }
    Random random(m_options.seed, "umap/fresh");
    for (std::int64_t i = 0; i < m_layout.rows(); ++i) {
        if (!std::isnan(m_anchors.row(i)[0]))
            continue;
        std::vector<double> sum(center.size(), 0.0);
        double weights = 0;
        for (auto e = std::size_t(m_graph.start[std::size_t(i)]);
             e < std::size_t(m_graph.start[std::size_t(i) + 1]); ++e) {
            const auto other = m_anchors.row(m_graph.neighbor[e]);
            if (std::isnan(other[0]))
                continue;
            weights += double(m_graph.weight[e]);
            for (std::size_t d = 0; d < sum.size(); ++d)
                sum[d] += double(m_graph.weight[e]) * double(other[d]);
        }
        for (std::size_t d = 0; d < sum.size(); ++d)
            m_layout.row(i)[d] = float((weights > 0 ? sum[d] / weights : center[d] / std::max(1.0, placed))
                + random.uniform(-1e-3, 1e-3));
    }
}

Result<void> Umap::prepare(const RunContext& context)
{
    if (m_optimizer)
        return {};
    if (auto done = findGraph(context); !done)
        return done;
    auto start = m_layout;
    if (!m_anchors.values.empty()) {
        addFreshStarts();
        start = m_layout;
    } else {
        context.report(Progress{0, m_epochs, "start"});
        if (m_options.start == UmapStart::Spectral) {
            auto spectral = spectralStart(m_graph, m_layout, m_options.seed, *m_team, context.stop);
            if (!spectral)
                return umapCancelled();
            start = std::move(*spectral);
        }
        scaleStart(start, m_options.seed);
    }
    if (context.shouldStop())
        return umapCancelled();
    LayoutPlan plan{
        m_epochs, float(m_options.learningRate), m_forces, seedFor(m_options.seed, "umap/layout"), 0};
    if (!m_anchors.values.empty())
        plan.pull = float(m_options.pull);
    m_layout = std::move(start);
    m_optimizer.emplace(layoutEdges(m_graph, m_epochs), plan);
    return {};
}

Result<void> Umap::run(int epochs, const RunContext& context)
{
    if (auto ready = prepare(context); !ready)
        return ready;
    for (int i = 0; i < epochs && !finished(); ++i) {
        if (!m_optimizer->runEpoch(m_layout, m_anchors, *m_team, context))
            return umapCancelled();
        context.report(Progress{epoch(), m_epochs, "layout"});
    }
    return {};
}

Array Umap::layoutOfAllRows() const
{
    Array out({m_given, m_layout.rowSize()});
    std::fill(out.values.begin(), out.values.end(), kNotPlaced);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const auto from = m_layout.row(std::int64_t(i));
        std::copy(from.begin(), from.end(), out.row(m_rows[i]).begin());
    }
    return out;
}

Result<Array> Umap::transform(const Array& points, const RunContext& context) const
{
    if (!finished())
        return invalidInput("new points can be placed once the picture is finished");
    const std::array<const Array*, 1> one{&points};
    const auto finite = finiteRows(one);
    if (!finite)
        return finite.error();
    if (finite.value().length != m_length)
        return differentLength(finite.value().length, m_length);
    const auto queries = preparePoints(finite.value(), m_options.metric);
    const auto neighbors = nearestPoints(queries, m_points, m_options.neighbors, *m_team, context);
    if (!neighbors)
        return neighbors.error();
    // As umap-learn: a new point is not a neighbour of its own, so one connection less is certain.
    FuzzyGraph graph;
    graph.weight
        = neighborStrengths(neighbors.value(), std::max(0.0, m_options.localConnectivity - 1), *m_team);
    graph.neighbor = neighbors.value().index;
    for (std::int64_t i = 0; i <= queries.count; ++i)
        graph.start.push_back(i * neighbors.value().k);

    const auto dimensions = m_layout.rowSize();
    Array positions({queries.count, dimensions});
    for (std::int64_t i = 0; i < queries.count; ++i) {
        double total = 0;
        for (auto e = graph.start[std::size_t(i)]; e < graph.start[std::size_t(i) + 1]; ++e)
            total += double(graph.weight[std::size_t(e)]);
        for (std::size_t d = 0; d < std::size_t(dimensions); ++d) {
            double sum = 0;
            for (auto e = std::size_t(graph.start[std::size_t(i)]);
                 e < std::size_t(graph.start[std::size_t(i) + 1]); ++e)
                sum += double(graph.weight[e]) * double(m_layout.row(graph.neighbor[e])[d]);
            positions.row(i)[d] = float(total > 0
                    ? sum / total
                    : double(m_layout.row(graph.neighbor[std::size_t(graph.start[std::size_t(i)])])[d]));
        }
    }
    LayoutPlan plan;
    plan.epochs = m_options.epochs > 0 ? std::max(1, m_options.epochs / 3)
        : queries.count <= 10000       ? 100
                                       : 30;
    plan.learningRate = float(m_options.learningRate) / 4;
    plan.forces = m_forces;
    plan.forces.attraction = 1; // the other end stays where it is
    plan.seed = seedFor(m_options.seed, "umap/transform");
    if (!settleOnto(m_layout, layoutEdges(graph, plan.epochs), plan, positions, *m_team, context))
        return umapCancelled();
    Array out({points.rows(), dimensions});
    std::fill(out.values.begin(), out.values.end(), kNotPlaced);
    for (std::int64_t i = 0; i < queries.count; ++i)
        std::copy_n(
            positions.row(i).begin(), dimensions, out.row(finite.value().source[std::size_t(i)]).begin());
    return out;
}

} // namespace modalscope
