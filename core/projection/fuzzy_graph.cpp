#include "core/projection/fuzzy_graph.h"

#include "core/projection/distance_kernel.h"
#include "core/projection/fuzzy_kernel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modalscope {
namespace {

constexpr float kTolerance = 1e-5F; // as umap-learn
constexpr float kLeastSigma = 1e-3F; // of the mean distance
constexpr int kHalvings = 64;

/// Distance to the nearest `localConnectivity` points that are not at distance 0.
float nearestDistance(std::span<const float> distances, double localConnectivity)
{
    const auto first = std::find_if(distances.begin(), distances.end(), [](float d) { return d > 0; });
    const auto nonzero = std::span(first, distances.end());
    if (nonzero.empty())
        return 0;
    if (double(nonzero.size()) < localConnectivity)
        return nonzero.back();
    const auto whole = std::size_t(localConnectivity);
    const auto rest = float(localConnectivity - double(whole));
    if (whole == 0)
        return rest * nonzero[0];
    float rho = nonzero[whole - 1];
    if (rest > kTolerance && whole < nonzero.size())
        rho += rest * (nonzero[whole] - nonzero[whole - 1]);
    return rho;
}

/// By bisection.
float sigmaFor(const std::vector<float>& padded, float rho, float target)
{
    float low = 0, high = std::numeric_limits<float>::infinity(), sigma = 1;
    for (int i = 0; i < kHalvings; ++i) {
        const float sum = sumOfStrengths(padded.data(), std::int64_t(padded.size()), rho, sigma);
        if (std::abs(sum - target) < kTolerance)
            break;
        if (sum > target)
            high = sigma;
        else
            low = sigma;
        sigma = std::isinf(high) ? sigma * 2 : (low + high) / 2;
    }
    return sigma;
}

/// Directed edges turned round: sources rise within each vertex.
struct Reversed {
    std::vector<std::int64_t> start;
    std::vector<std::int32_t> source;
    std::vector<float> weight;
};

Reversed reversed(const NeighborGraph& neighbors, const std::vector<float>& weight)
{
    Reversed out;
    out.start.assign(std::size_t(neighbors.points) + 1, 0);
    for (const auto j : neighbors.index)
        ++out.start[std::size_t(j) + 1];
    for (std::size_t i = 1; i < out.start.size(); ++i)
        out.start[i] += out.start[i - 1];
    out.source.resize(neighbors.index.size());
    out.weight.resize(neighbors.index.size());
    auto next = out.start;
    for (std::size_t e = 0; e < neighbors.index.size(); ++e) {
        const auto at = std::size_t(next[std::size_t(neighbors.index[e])]++);
        out.source[at] = std::int32_t(e / std::size_t(neighbors.k));
        out.weight[at] = weight[e];
    }
    return out;
}

using Edge = std::pair<std::int32_t, float>;

/// The edges of a vertex in both directions, put together; those without strength are left out.
template <class Combine>
void mergeEdges(std::vector<Edge>& own, const std::int32_t* other, const float* otherWeight,
    std::size_t count, Combine combine, std::vector<Edge>& out)
{
    std::sort(own.begin(), own.end());
    out.clear();
    std::size_t i = 0, j = 0;
    while (i < own.size() || j < count) {
        const auto a = i < own.size() ? own[i].first : std::numeric_limits<std::int32_t>::max();
        const auto b = j < count ? other[j] : std::numeric_limits<std::int32_t>::max();
        const float weight = combine(a <= b ? own[i].second : 0.0F, b <= a ? otherWeight[j] : 0.0F);
        if (weight > 0)
            out.emplace_back(std::min(a, b), weight);
        i += a <= b ? 1 : 0;
        j += b <= a ? 1 : 0;
    }
}

} // namespace

std::vector<float> neighborStrengths(
    const NeighborGraph& neighbors, double localConnectivity, WorkerTeam& team)
{
    const auto k = std::size_t(neighbors.k);
    std::vector<float> out(neighbors.distance.size());
    double sum = 0;
    for (const float d : neighbors.distance)
        sum += double(d);
    const auto meanOfAll
        = float(sum / double(std::max<std::int64_t>(1, neighbors.points * (neighbors.k + 1))));
    const auto target = float(std::log2(double(k + 1)));
    team.forRanges(neighbors.points, 1024, [&](std::int64_t first, std::int64_t last) {
        std::vector<float> padded(
            std::size_t(paddedLength(std::int64_t(k))), std::numeric_limits<float>::infinity());
        std::vector<float> strength(padded.size());
        for (auto i = std::size_t(first); i < std::size_t(last); ++i) {
            const auto distances = std::span(neighbors.distance).subspan(i * k, k);
            std::copy(distances.begin(), distances.end(), padded.begin());
            const float rho = nearestDistance(distances, localConnectivity);
            float mean = 0;
            for (const float d : distances)
                mean += d;
            mean /= float(k + 1);
            const float least = kLeastSigma * (rho > 0 ? mean : meanOfAll);
            const float sigma = std::max(sigmaFor(padded, rho, target), least);
            strengths(padded.data(), std::int64_t(padded.size()), rho, sigma, strength.data());
            for (std::size_t n = 0; n < k; ++n)
                out[i * k + n] = distances[n] <= rho ? 1.0F : strength[n];
        }
    });
    return out;
}

FuzzyGraph fuzzyGraph(
    const NeighborGraph& neighbors, double localConnectivity, double unionShare, WorkerTeam& team)
{
    const auto weight = neighborStrengths(neighbors, localConnectivity, team);
    const auto back = reversed(neighbors, weight);
    const auto mix = float(unionShare);
    const auto combine = [mix](float a, float b) { return mix * (a + b - a * b) + (1 - mix) * (a * b); };
    const auto k = std::size_t(neighbors.k);
    constexpr std::int64_t kPiece = 4096;
    std::vector<FuzzyGraph> parts(std::size_t((neighbors.points + kPiece - 1) / kPiece));
    team.forRanges(neighbors.points, kPiece, [&](std::int64_t first, std::int64_t last) {
        auto& part = parts[std::size_t(first / kPiece)];
        std::vector<Edge> own, merged;
        for (auto i = std::size_t(first); i < std::size_t(last); ++i) {
            own.clear();
            for (std::size_t n = 0; n < k; ++n)
                own.emplace_back(neighbors.index[i * k + n], weight[i * k + n]);
            const auto at = std::size_t(back.start[i]);
            mergeEdges(own, back.source.data() + at, back.weight.data() + at,
                std::size_t(back.start[i + 1]) - at, combine, merged);
            for (const auto& [other, strength] : merged) {
                part.neighbor.push_back(other);
                part.weight.push_back(strength);
            }
            part.start.push_back(std::int64_t(part.neighbor.size()));
        }
    });
    FuzzyGraph out;
    out.start.push_back(0);
    for (auto& part : parts) {
        const auto base = out.start.back();
        for (const auto end : part.start)
            out.start.push_back(base + end);
        out.neighbor.insert(out.neighbor.end(), part.neighbor.begin(), part.neighbor.end());
        out.weight.insert(out.weight.end(), part.weight.begin(), part.weight.end());
        part = {};
    }
    return out;
}

FuzzyGraph intersectWithLabels(const FuzzyGraph& graph, std::span<const int> labels, double targetWeight)
{
    const auto different = float(targetWeight < 1 ? std::exp(-2.5 / (1 - targetWeight)) : 0.0);
    const auto unknown = float(std::exp(-1.0));
    auto weight = graph.weight;
    const auto vertices = std::size_t(graph.vertices());
    for (std::size_t i = 0; i < vertices; ++i) {
        float largest = 0;
        for (auto e = std::size_t(graph.start[i]); e < std::size_t(graph.start[i + 1]); ++e) {
            const auto j = std::size_t(graph.neighbor[e]);
            if (labels[i] < 0 || labels[j] < 0)
                weight[e] *= unknown;
            else if (labels[i] != labels[j])
                weight[e] *= different;
            largest = std::max(largest, weight[e]);
        }
        for (auto e = std::size_t(graph.start[i]); largest > 0 && e < std::size_t(graph.start[i + 1]); ++e)
            weight[e] /= largest;
    }
    FuzzyGraph out;
    out.start.push_back(0);
    for (std::size_t i = 0; i < vertices; ++i) {
        for (auto e = graph.start[i]; e < graph.start[i + 1]; ++e) {
            const auto j = std::size_t(graph.neighbor[std::size_t(e)]);
            const auto begin = graph.neighbor.begin() + graph.start[j];
            const auto end = graph.neighbor.begin() + graph.start[j + 1];
            const auto back = std::lower_bound(begin, end, std::int32_t(i)) - graph.neighbor.begin();
            const float a = weight[std::size_t(e)], b = weight[std::size_t(back)];
            if (const float both = a + b - a * b; both > 0) {
                out.neighbor.push_back(std::int32_t(j));
                out.weight.push_back(both);
            }
        }
        out.start.push_back(std::int64_t(out.neighbor.size()));
    }
    return out;
}

std::vector<std::int32_t> connectedParts(const FuzzyGraph& graph)
{
    std::vector<std::int32_t> part(std::size_t(graph.vertices()), -1);
    std::vector<std::int32_t> open;
    std::int32_t parts = 0;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] >= 0)
            continue;
        part[i] = parts;
        open.push_back(std::int32_t(i));
        while (!open.empty()) {
            const auto v = std::size_t(open.back());
            open.pop_back();
            for (auto e = graph.start[v]; e < graph.start[v + 1]; ++e)
                if (auto& other = part[std::size_t(graph.neighbor[std::size_t(e)])]; other < 0) {
                    other = parts;
                    open.push_back(graph.neighbor[std::size_t(e)]);
                }
        }
        ++parts;
    }
    return part;
}

} // namespace modalscope
