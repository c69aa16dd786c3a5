#pragma once

#include "core/base/result.h"
#include "core/data/array.h"
#include "core/eval/segmentation.h"
#include "core/methods/method.h"

#include <optional>
#include <vector>

namespace modalscope {

/// Counts what a network says of a split of segmentation or regression data, batch by batch in the order of
/// the split. Samples that lack every modality do not count. Of pixels only the counts are kept.
class TaskTally {
public:
    explicit TaskTally(const Dataset& dataset);

    /// `predicted`: class of each pixel [sample, row, column] int64, or [sample, target]; see `predictions`.
    Result<void> add(const Outputs& outputs, const Batch& batch);

    /// What outputs say, as above, on the CPU.
    static torch::Tensor predictions(Task task, const Outputs& outputs);

    Task task() const { return m_task; }
    std::int64_t samples() const { return std::int64_t(m_counts.size()); }
    std::int64_t countedSamples() const;
    /// Segmentation: mean cross-entropy over the pixels that count; regression: mean |p − t|. NaN over
    /// nothing.
    double loss() const;
    const PixelConfusion& confusion() const { return *m_confusion; } ///< segmentation
    std::int64_t targetCount() const { return std::int64_t(m_predicted.size()); } ///< regression
    std::span<const double> predicted(std::size_t target) const { return m_predicted[target]; } ///< [sample]
    std::span<const double> targets(std::size_t target) const { return m_targets[target]; }
    std::span<const std::uint8_t> counts() const { return m_counts; } ///< [sample] 1 = counts

    /// The task's main metric (`mainMetric`); NaN over nothing. Of several targets the mean.
    double mainValue() const;

private:
    Result<void> addPixels(const torch::Tensor& logits, const torch::Tensor& labels, std::int64_t first);
    void addTargets(const torch::Tensor& said, const torch::Tensor& labels);

    Task m_task;
    std::optional<PixelConfusion> m_confusion;
    double m_lossSum = 0;
    std::vector<std::vector<double>> m_predicted, m_targets; // [target][sample]
    std::vector<std::uint8_t> m_counts;
};

} // namespace modalscope
