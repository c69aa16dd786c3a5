#pragma once

#include "widgets/cloud/cloud_data.h"

#include <QRectF>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

namespace modalscope {

/// The points of a cloud in the order in which they are drawn: in two dimensions by cells of a grid, so that
/// those of a part of the space are found at once and neighbours are neighbours in memory; shuffled within a
/// cell (in three dimensions as a whole), so that no class hides another. Points without a place are left
/// out.
struct CloudIndex {
    std::vector<std::uint32_t> point; ///< [rank], index into the data
    std::vector<std::uint32_t> sample; ///< [rank]
    std::vector<float> x, y, z; ///< [rank]; z is empty in two dimensions
    std::array<float, 3> low{}, high{}; ///< the box around them; 0 without points
    int columns = 1, rows = 1; ///< of the grid
    std::vector<std::uint32_t> first; ///< [row * columns + column], ranks; one more behind the last

    std::size_t size() const { return point.size(); }
    bool isFlat() const { return z.empty(); }
    float depth(std::size_t rank) const { return z.empty() ? 0 : z[rank]; }

    /// Calls `work(first, end)` for runs of ranks that hold every point in the box; a cloud in three
    /// dimensions is one run.
    template <class Work>
    void forRuns(double lowX, double highX, double lowY, double highY, Work work) const
    {
        const int left = std::max(0, cellOf(lowX, 0, columns) - 1);
        const int right = std::min(columns - 1, cellOf(highX, 0, columns) + 1);
        const int bottom = std::max(0, cellOf(lowY, 1, rows) - 1);
        const int top = std::min(rows - 1, cellOf(highY, 1, rows) + 1);
        for (int row = bottom; row <= top; ++row)
            work(std::size_t(first[std::size_t(row * columns + left)]),
                std::size_t(first[std::size_t(row * columns + right + 1)]));
    }

    int cellOf(double value, std::size_t axis, int count) const
    {
        const double extent = double(high[axis]) - low[axis];
        const double share = extent > 0 ? (value - low[axis]) / extent : 0;
        return int(std::clamp(share, 0.0, 1.0) * (count - 1) + 0.5);
    }
};

/// Takes a tenth of a second for a million points.
std::shared_ptr<const CloudIndex> indexOf(const CloudData& data);

/// The points of each sample, in the order of the data: ranks[first[s]] to ranks[first[s + 1]].
struct SamplePoints {
    std::vector<std::uint32_t> first, ranks;
    std::span<const std::uint32_t> of(std::size_t sample) const
    {
        return std::span(ranks).subspan(first[sample], first[sample + 1] - first[sample]);
    }
};
SamplePoints pointsOfSamples(const CloudIndex& index, std::size_t sampleCount);

} // namespace modalscope
