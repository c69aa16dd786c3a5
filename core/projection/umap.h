#pragma once

#include "core/base/result.h"
#include "core/data/array.h"
#include "core/projection/layout_optimizer.h"
#include "core/projection/neighbors.h"
#include "core/projection/umap_options.h"
#include "core/projection/worker_team.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace modalscope {

/// What a layout may be guided by. Rows are those of the points given, dropped ones included.
struct UmapGuides {
    std::vector<int> labels; ///< supervised: categories, below 0 = unknown; empty = unsupervised
    Array before; ///< aligned: [row, dimensions] of an earlier layout, which this one starts from and is
                  ///< pulled to; rows of NaN were not in it; empty = a start of its own
};

/// A picture of points in 2 or 3 dimensions in which near points stay near: McInnes, Healy and Melville,
/// "UMAP" (2018, arXiv 1802.03426). A state that the caller steps:
///
///     auto umap = Umap::create(points, options);        // a PCA picture at once
///     while (!umap.value().finished())
///         if (const auto done = umap.value().run(10, context); !done) ...   // then draw layout()
///
/// The first run() searches neighbours, which takes the longest. A request to stop is an error of kind
/// Cancelled within some 10 ms of work; calling run() again goes on, and what is found in the end is the
/// same. The same options give the same layout, to the last bit, for any number of threads and in any steps.
class Umap {
public:
    /// Points [row, ...], as few as 3; rows with NaN, infinite or values above 1e16 are left out. At most as
    /// many neighbours as other points are used. Error: InvalidInput, Cancelled.
    static Result<Umap> create(const Array& points, const UmapOptions& options, UmapGuides guides = {},
        const std::stop_token& stop = {});

    /// Neighbours, graph and start, unless run() has done it.
    Result<void> prepare(const RunContext& context = {});
    Result<void> run(int epochs, const RunContext& context = {});

    int epoch() const { return m_optimizer ? m_optimizer->epoch() : 0; } ///< finished ones
    int epochs() const { return m_epochs; }
    bool finished() const { return epoch() == m_epochs; }

    const Array& layout() const { return m_layout; } ///< [kept row, dimensions]
    const std::vector<std::int64_t>& rows() const { return m_rows; } ///< number of each kept row
    std::int64_t dropped() const { return m_dropped; }
    /// layout() with the rows of the points given; NaN for dropped ones.
    Array layoutOfAllRows() const;

    const UmapOptions& options() const { return m_options; }
    const NeighborGraph& neighbors() const { return m_neighbors; } ///< of kept rows; empty before prepare()
    const FuzzyGraph& graph() const { return m_graph; }

    /// Places new points by their neighbours among the old ones, which stay; NaN for points that cannot be
    /// used. Neighbours are exact. Error: InvalidInput before the layout is finished and for another length,
    /// Cancelled.
    Result<Array> transform(const Array& points, const RunContext& context = {}) const;

private:
    Umap() = default;
    Array keptRows(const Array& all) const;
    void addFreshStarts();
    Result<void> findGraph(const RunContext& context);

    UmapOptions m_options;
    UmapGuides m_guides;
    std::unique_ptr<WorkerTeam> m_team;
    PreparedPoints m_points;
    std::int64_t m_given = 0, m_dropped = 0, m_length = 0;
    std::vector<std::int64_t> m_rows;
    Array m_anchors;
    Array m_layout;
    NeighborGraph m_neighbors;
    FuzzyGraph m_graph;
    LayoutForces m_forces;
    int m_epochs = 0;
    std::optional<LayoutOptimizer> m_optimizer;
};

} // namespace modalscope
