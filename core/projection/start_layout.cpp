#include "core/projection/start_layout.h"

#include "core/base/random.h"
#include "core/projection/spectral_positions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

/// The vertices of one part and their graph.
struct GraphPart {
    std::vector<std::int32_t> vertices;
    FuzzyGraph graph;
};

std::vector<GraphPart> splitGraph(const FuzzyGraph& graph, const std::vector<std::int32_t>& part)
{
    std::vector<GraphPart> out(std::size_t(*std::max_element(part.begin(), part.end())) + 1);
    std::vector<std::int32_t> number(part.size());
    for (std::size_t i = 0; i < part.size(); ++i) {
        auto& vertices = out[std::size_t(part[i])].vertices;
        number[i] = std::int32_t(vertices.size());
        vertices.push_back(std::int32_t(i));
    }
    for (auto& one : out) {
        one.graph.start.push_back(0);
        for (const auto v : one.vertices) {
            for (auto e = std::size_t(graph.start[std::size_t(v)]);
                 e < std::size_t(graph.start[std::size_t(v) + 1]); ++e) {
                one.graph.neighbor.push_back(number[std::size_t(graph.neighbor[e])]);
                one.graph.weight.push_back(graph.weight[e]);
            }
            one.graph.start.push_back(std::int64_t(one.graph.neighbor.size()));
        }
    }
    return out;
}

std::vector<double> centerOf(const Array& principal, const std::vector<std::int32_t>& vertices)
{
    std::vector<double> center(std::size_t(principal.rowSize()), 0.0);
    for (const auto v : vertices)
        for (std::size_t d = 0; d < center.size(); ++d)
            center[d] += double(principal.row(v)[d]) / double(vertices.size());
    return center;
}

double distanceBetween(const std::vector<double>& a, const std::vector<double>& b)
{
    double sum = 0;
    for (std::size_t d = 0; d < a.size(); ++d)
        sum += (a[d] - b[d]) * (a[d] - b[d]);
    return std::sqrt(sum);
}

/// Half the way to the next centre, but room enough for a part that PCA shows on top of another.
double radiusOf(const std::vector<std::vector<double>>& centers, std::size_t one, double extent)
{
    double nearest = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i < centers.size(); ++i)
        if (i != one)
            nearest = std::min(nearest, distanceBetween(centers[i], centers[one]));
    return std::max(nearest / 2, extent / (8 * std::sqrt(double(centers.size()))));
}

double largestSize(const Array& positions)
{
    double largest = 0;
    for (const float value : positions.values)
        largest = std::max(largest, std::abs(double(value)));
    return largest;
}

} // namespace

std::optional<Array> spectralStart(const FuzzyGraph& graph, const Array& principal, std::uint64_t seed,
    WorkerTeam& team, const std::stop_token& stop)
{
    constexpr std::size_t kMostParts = 2000; // beyond, PCA says as much of where they lie
    const auto dimensions = int(principal.rowSize());
    const auto part = connectedParts(graph);
    const auto count = std::size_t(*std::max_element(part.begin(), part.end())) + 1;
    if (count > kMostParts)
        return principal;
    if (count == 1) {
        auto whole = spectralPositions(graph, dimensions, seed, team, stop);
        if (stop.stop_requested())
            return std::nullopt;
        return whole ? std::move(*whole) : principal;
    }
    const auto parts = splitGraph(graph, part);
    std::vector<std::vector<double>> centers;
    for (const auto& one : parts)
        centers.push_back(centerOf(principal, one.vertices));
    Array out = principal;
    const double extent = largestSize(principal);
    for (std::size_t p = 0; p < parts.size(); ++p) {
        const auto local = spectralPositions(parts[p].graph, dimensions, seed, team, stop);
        if (stop.stop_requested())
            return std::nullopt;
        if (!local)
            continue;
        const double largest = largestSize(*local);
        const double scale = largest > 0 ? radiusOf(centers, p, extent) / largest : 0;
        for (std::size_t i = 0; i < parts[p].vertices.size(); ++i)
            for (std::size_t d = 0; d < std::size_t(dimensions); ++d)
                out.row(parts[p].vertices[i])[d]
                    = float(centers[p][d] + scale * double(local->row(std::int64_t(i))[d]));
    }
    return out;
}

void scaleStart(Array& positions, std::uint64_t seed)
{
    const double largest = largestSize(positions);
    const double scale = largest > 0 ? 10 / largest : 0;
    Random random(seed, "umap/noise");
    for (float& value : positions.values)
        value = float(double(value) * scale + random.uniform(-1.7e-4, 1.7e-4));
    const auto dimensions = std::size_t(positions.rowSize());
    for (std::size_t d = 0; d < dimensions; ++d) {
        float low = positions.values[d], high = low;
        for (std::size_t i = d; i < positions.values.size(); i += dimensions) {
            low = std::min(low, positions.values[i]);
            high = std::max(high, positions.values[i]);
        }
        const float width = high > low ? high - low : 1;
        for (std::size_t i = d; i < positions.values.size(); i += dimensions)
            positions.values[i] = 10 * (positions.values[i] - low) / width;
    }
}

} // namespace modalscope
