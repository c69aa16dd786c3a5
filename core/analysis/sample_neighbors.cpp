#include "core/analysis/sample_neighbors.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

constexpr std::int64_t kBetweenStops = 4096; // samples between two looks at the request to stop

std::vector<const Array*> arraysOf(const FeatureSet& features, const std::string& modality)
{
    std::vector<const Array*> arrays;
    for (std::size_t m = 0; m < features.features.size(); ++m)
        if (modality.empty() || features.names[m] == modality)
            arrays.push_back(&features.features[m]);
    return arrays;
}

/// Σ a·b, Σ b² and Σ (a − b)² of one sample and another.
struct Products {
    double dot = 0, otherSquare = 0, difference = 0;
};

Products productsOf(const std::vector<const Array*>& arrays, std::int64_t sample, std::int64_t other)
{
    Products out;
    for (const auto* array : arrays) {
        const auto a = array->row(sample);
        const auto b = array->row(other);
        double dot = 0, square = 0, difference = 0;
        for (std::size_t d = 0; d < a.size(); ++d) {
            const double x = a[d], y = b[d];
            dot += x * y;
            square += y * y;
            difference += (x - y) * (x - y);
        }
        out.dot += dot;
        out.otherSquare += square;
        out.difference += difference;
    }
    return out;
}

/// As `metric.h` has it: a zero vector is at cosine distance 1 from all others and 0 from other zero vectors.
double distanceOf(Metric metric, const Products& products, double ownSquare)
{
    if (metric == Metric::Euclidean)
        return std::sqrt(products.difference);
    if (ownSquare == 0 || products.otherSquare == 0)
        return ownSquare == products.otherSquare ? 0 : 1;
    return std::max(0.0, 1 - products.dot / std::sqrt(ownSquare * products.otherSquare));
}

} // namespace

Result<std::vector<SampleNeighbor>> nearestSamples(
    const FeatureSet& features, const NeighborRequest& request, const RunContext& context)
{
    const auto arrays = arraysOf(features, request.modality);
    if (arrays.empty())
        return invalidInput("there are no features of " + request.modality + "; there are those of "
            + joinText(features.names, ", "));
    if (request.sample < 0 || request.sample >= features.samples())
        return invalidInput("there is no such sample among those shown");
    if (request.metric == Metric::Correlation)
        return invalidInput("neighbours are found by the Euclidean or the cosine distance");
    const double ownSquare = productsOf(arrays, request.sample, request.sample).otherSquare;
    if (!std::isfinite(ownSquare))
        return invalidInput(request.modality.empty()
                ? "this sample lacks a modality, so that all of them side by side have no distance; choose "
                  "one"
                : "this sample lacks " + request.modality + "; choose another modality");
    std::vector<SampleNeighbor> nearest;
    nearest.reserve(std::size_t(features.samples()));
    for (std::int64_t i = 0; i < features.samples(); ++i) {
        if (i % kBetweenStops == 0 && context.shouldStop())
            return Error{ErrorKind::Cancelled, "the search for neighbours was stopped"};
        if (i == request.sample)
            continue;
        const auto products = productsOf(arrays, request.sample, i);
        if (std::isfinite(products.otherSquare))
            nearest.push_back({i, distanceOf(request.metric, products, ownSquare)});
    }
    const auto k = std::min(nearest.size(), std::size_t(std::max(0, request.k)));
    const auto isNearer = [](const SampleNeighbor& a, const SampleNeighbor& b) {
        return a.distance < b.distance || (a.distance == b.distance && a.sample < b.sample);
    };
    std::partial_sort(nearest.begin(), nearest.begin() + std::ptrdiff_t(k), nearest.end(), isNearer);
    nearest.resize(k);
    return nearest;
}

} // namespace modalscope
