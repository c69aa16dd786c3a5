#pragma once

#include "core/data/array.h"

#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// What a classifier said of the samples that count, one entry per sample.
struct ScoredSamples {
    ArrayD probabilities; ///< [sample, class]; softmax of the logits
    std::vector<int> labels; ///< in 0 .. classCount-1
    std::vector<int> predicted; ///< the class with the largest score, the first of several
    std::vector<double> confidence; ///< largest probability
    std::vector<double>
        loss; ///< cross-entropy: −ln p[label], p at least 2.2e-16 where probabilities were given

    std::int64_t size() const { return std::int64_t(labels.size()); }
    int classCount() const { return int(probabilities.rowSize()); }
    bool isRight(std::size_t sample) const { return predicted[sample] == labels[sample]; }
};

/// `scores` [sample, class]: logits, or probabilities; samples with `mask` 0 are left out (an empty mask
/// counts all).
ScoredSamples scoreSamples(const ArrayD& scores, bool areProbabilities, std::span<const int> labels,
    std::span<const std::uint8_t> mask);

/// Samples of each true class (row) by predicted class (column), row-major [class, class].
std::vector<std::int64_t> confusionMatrix(const ScoredSamples& samples);

/// Σ over classes of F1 = 2TP / (2TP + FP + FN), and how many classes occur (have a label or a prediction).
struct ClassF1 {
    double sum = 0;
    int occurring = 0;
};
ClassF1 classF1(std::span<const double> confusion, int classCount);

/// Mean F1 over all classes, 0 for one that does not occur. `confusion` as above; any counts or weights.
double macroF1(std::span<const double> confusion, int classCount);

/// Average precision of every class against the rest, score = its probability: Σ (R_n − R_{n−1})·P_n over
/// decreasing distinct scores, no interpolation. Sorts once, then measures any weighting of the samples.
class AveragePrecision {
public:
    explicit AveragePrecision(const ScoredSamples& samples);

    /// `weights` [sample], how often each sample counts. NaN when no counted sample has the class.
    double ofClass(int classIndex, std::span<const std::uint32_t> weights) const;
    /// Mean over the classes that occur.
    double mean(std::span<const std::uint32_t> weights) const;

private:
    struct Entry {
        std::uint32_t sample = 0;
        bool positive = false;
        bool endsGroup = false; // the next one has a smaller score
    };
    int m_classCount = 0;
    std::vector<std::vector<Entry>> m_ranked; // [class][rank]
};

} // namespace modalscope
