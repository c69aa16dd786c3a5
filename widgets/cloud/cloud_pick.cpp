#include "widgets/cloud/cloud_pick.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// Calls `work(rank, place)` for the shown points in a rectangle of the space.
template <class Work>
void forPlaces(const CloudShot& shot, const QRectF& rectangle, Work work)
{
    const auto& index = *shot.index;
    const CloudProjection projection(shot.camera, shot.space);
    const auto left = float(rectangle.left()), right = float(rectangle.right());
    const auto top = float(rectangle.top()), bottom = float(rectangle.bottom());
    const auto run = [&](std::size_t first, std::size_t end) {
        for (auto rank = first; rank < end; ++rank) {
            const auto at = projection.place(index.x[rank], index.y[rank], index.depth(rank));
            if (at.x >= left && at.x <= right && at.y >= top && at.y <= bottom && shot.isShown(rank))
                work(rank, at);
        }
    };
    if (!index.isFlat())
        return run(0, index.size());
    const auto corner = projection.dataAt(rectangle.topLeft());
    const auto other = projection.dataAt(rectangle.bottomRight());
    index.forRuns(corner.x(), other.x(), other.y(), corner.y(), run);
}

/// An outline whose edges are found by height: a point looks only at those that cross its line.
class OutlineBands {
public:
    explicit OutlineBands(const QPolygonF& outline)
        : m_top(outline.boundingRect().top())
        , m_perPixel(kBands / std::max(outline.boundingRect().height(), 1e-9))
    {
        for (qsizetype i = 0; i < outline.size(); ++i) {
            const auto a = outline[i], b = outline[(i + 1) % outline.size()];
            if (a.y() == b.y())
                continue;
            const auto [upper, lower] = std::minmax({a.y(), b.y()});
            for (int band = bandOf(upper); band <= bandOf(lower); ++band)
                m_bands[std::size_t(band)].push_back({a, b});
        }
    }

    bool contains(double x, double y) const
    {
        bool isInside = false;
        for (const auto& [a, b] : m_bands[std::size_t(bandOf(y))])
            if ((a.y() > y) != (b.y() > y) && x < a.x() + (y - a.y()) * (b.x() - a.x()) / (b.y() - a.y()))
                isInside = !isInside;
        return isInside;
    }

private:
    struct Edge {
        QPointF a, b;
    };
    static constexpr int kBands = 256;

    int bandOf(double y) const { return int(std::clamp((y - m_top) * m_perPixel, 0.0, kBands - 1.0)); }

    double m_top = 0, m_perPixel = 1;
    std::array<std::vector<Edge>, kBands> m_bands;
};

} // namespace

std::optional<std::size_t> nearestPoint(const CloudShot& shot, const QPointF& pixel, double reach)
{
    constexpr float kSamePlace = 2; // pixels
    const QRectF around(pixel.x() - reach, pixel.y() - reach, 2 * reach, 2 * reach);
    std::optional<std::size_t> nearest;
    float least = float(reach * reach), depth = 0;
    const bool isFlat = shot.index->isFlat();
    const auto distance = [&](const CloudProjection::Place& at) {
        const float dx = at.x - float(pixel.x()), dy = at.y - float(pixel.y());
        return dx * dx + dy * dy;
    };
    forPlaces(shot, around, [&](std::size_t rank, const CloudProjection::Place& at) {
        const float squared = distance(at);
        if (squared < least || (!nearest && squared <= least)) {
            least = squared;
            nearest = rank;
        }
    });
    if (nearest && !isFlat) {
        const float enough = std::pow(std::sqrt(least) + kSamePlace, 2.0F);
        bool hasDepth = false;
        forPlaces(shot, around, [&](std::size_t rank, const CloudProjection::Place& at) {
            if (distance(at) <= enough && (!hasDepth || at.depth > depth)) {
                depth = at.depth;
                nearest = rank;
                hasDepth = true;
            }
        });
    }
    return nearest ? std::optional<std::size_t>(shot.index->point[*nearest]) : std::nullopt;
}

SelectionMask samplesInside(const CloudShot& shot, const QPolygonF& outline, std::size_t sampleCount)
{
    SelectionMask inside(sampleCount);
    if (outline.size() < 3)
        return inside;
    const OutlineBands bands(outline);
    forPlaces(shot, outline.boundingRect(), [&](std::size_t rank, const CloudProjection::Place& at) {
        if (bands.contains(double(at.x), double(at.y)))
            inside.add(shot.index->sample[rank]);
    });
    return inside;
}

SelectionMask samplesInside(const CloudShot& shot, const QRectF& rectangle, std::size_t sampleCount)
{
    SelectionMask inside(sampleCount);
    forPlaces(shot, rectangle.normalized(),
        [&](std::size_t rank, const CloudProjection::Place&) { inside.add(shot.index->sample[rank]); });
    return inside;
}

} // namespace modalscope
