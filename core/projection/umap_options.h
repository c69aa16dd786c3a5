#pragma once

#include "core/config/choice.h"
#include "core/config/describe.h"
#include "core/projection/metric.h"
#include "core/projection/neighbors.h"

#include <cstdint>
#include <type_traits>

namespace modalscope {

enum class UmapStart { Spectral, Pca };
std::span<const Choice<UmapStart>> choices(UmapStart);

/// Defaults are umap-learn's.
struct UmapOptions {
    int neighbors = 15; ///< n_neighbors: counts the point itself
    double minDist = 0.1;
    double spread = 1.0;
    Metric metric = Metric::Euclidean;
    int dimensions = 2; ///< n_components: 2 or 3
    int epochs = 0; ///< n_epochs; 0 = 500 up to 10,000 points, 200 above
    double learningRate = 1.0;
    int negatives = 5; ///< negative_sample_rate
    double repulsion = 1.0; ///< repulsion_strength
    double unionShare = 1.0; ///< set_op_mix_ratio
    double localConnectivity = 1.0;
    double targetWeight = 0.5; ///< of labels, where they are given
    double pull = 0.1; ///< to the layout before, where one is given: share of the way in an epoch
    UmapStart start = UmapStart::Spectral;
    NeighborSearch search = NeighborSearch::Auto;
    std::uint64_t seed = 0;
    int threads = 0;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, UmapOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"neighbors",
              "points that count as near, the point itself included; more = the larger structure", 2, 1000},
        options.neighbors);
    visit(Field{"min_dist", "distance of the nearest points in the picture; at most spread", 0, 100},
        options.minDist);
    visit(Field{"spread", "scale of the picture", 0.01, 100}, options.spread);
    visit(Field{"metric", "distance between points"}, options.metric);
    visit(Field{"dimensions", "of the picture", 2, 3}, options.dimensions);
    visit(Field{"epochs", "passes over the graph; 0 = 500 up to 10,000 points, 200 above", 0, 100000},
        options.epochs);
    visit(Field{"learning_rate", "length of the first steps", 1e-6, 100}, options.learningRate);
    visit(Field{"negatives", "random points that repel, for every attraction", 0, 100}, options.negatives);
    visit(Field{"repulsion", "strength of repulsion", 0, 100}, options.repulsion);
    visit(Field{"union_share", "edges of two points disagree: 1 = either counts, 0 = both must", 0, 1},
        options.unionShare);
    visit(Field{"local_connectivity", "nearest points that surely belong together", 0, 100},
        options.localConnectivity);
    visit(Field{"target_weight", "weight of the labels, where they guide the picture", 0, 1},
        options.targetWeight);
    visit(Field{"pull", "to the picture before, where there is one: share of the way in an epoch", 0, 1},
        options.pull);
    visit(Field{"start", "where points start"}, options.start);
    visit(Field{"search", "how neighbours are found; auto = exact for few points"}, options.search);
    visit(Field{"seed", "seeds every random choice", 0, 9007199254740991.0}, options.seed);
    visit(Field{"threads", "threads; 0 = all; the result does not depend on it", 0, 1024}, options.threads);
}

} // namespace modalscope
