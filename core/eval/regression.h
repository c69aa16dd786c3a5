#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace modalscope {

/// How well one target is predicted, with p the predictions and t the targets. The accuracies and F1 belong
/// to sentiment from −3 to 3; on other scales they say little. NaN where there is nothing to measure.
/// Source: `adapters.md` 2 (MulT's eval_metrics.py, read); rounding is half to even, as NumPy's.
struct RegressionScores {
    double mae = 0; ///< mean |p − t|
    double pearson = 0; ///< NaN when the predictions or the targets are all the same
    double acc7 = 0; ///< share of round(clip(p, −3, 3)) = round(clip(t, −3, 3))
    double acc5 = 0; ///< the same with ±2
    double acc2 = 0; ///< over t ≠ 0: share of (p > 0) = (t > 0)
    double f1 = 0; ///< over t ≠ 0: F1 of "above 0" and of "not", weighted by how often the targets have each
    double f1ReleasedCode
        = 0; ///< the same weighted by the predictions: MulT's code hands the two over in the other order
};

/// The statistics of one target, for any weighting of the samples.
class RegressionMeasure {
public:
    /// `predicted` [sample], `targets` [sample]; samples with `mask` 0 are left out (an empty mask counts
    /// all).
    RegressionMeasure(std::span<const double> predicted, std::span<const double> targets,
        std::span<const std::uint8_t> mask = {});

    std::int64_t size() const { return std::int64_t(m_entries.size()); } ///< samples that count
    RegressionScores measure() const; ///< every sample once
    /// `weights` [sample that counts], how often each occurs.
    RegressionScores measure(std::span<const std::uint32_t> weights) const;

private:
    struct Entry {
        double predicted = 0, target = 0; // less their means over all samples
        double error = 0; // |p − t|
        bool right7 = false, right5 = false;
        bool isSigned = false; // t is not 0
        bool positive = false, predictedPositive = false;
    };
    std::vector<Entry> m_entries;
    bool m_varies = false; // both predictions and targets
};

RegressionScores regressionScores(std::span<const double> predicted, std::span<const double> targets,
    std::span<const std::uint8_t> mask = {});

/// The entry of one set of predictions in metrics.json: mae, pearson, acc7, acc5, acc2, f1 and
/// f1_released_code, each with a bootstrap interval over samples that holds the value; those that are NaN are
/// left out. Empty object when no sample counts. Seeded: the same input gives the same intervals. When
/// `shouldStop` says so the rest is left out, and the caller throws the result away.
nlohmann::json regressionMetrics(std::span<const double> predicted, std::span<const double> targets,
    std::span<const std::uint8_t> mask, std::uint64_t seed, const std::function<bool()>& shouldStop = {});

} // namespace modalscope
