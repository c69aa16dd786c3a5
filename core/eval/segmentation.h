#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace modalscope {

/// Pixels of each true class by predicted class, counted as they come: nothing but the counts is kept,
/// however many pixels there are.
class PixelConfusion {
public:
    /// `ignoreLabel`: pixels with this label count nowhere, also when it is a class.
    explicit PixelConfusion(int classCount, std::optional<int> ignoreLabel = {});

    /// Counts one sample, or a part of it: `labels` [pixel], `predicted` [pixel] class indices; `sample` is
    /// its number in the split, for messages. Error: InvalidInput for a label that is neither a class nor
    /// ignored, Shape for different lengths, Internal for a predicted class that is none; nothing of these
    /// pixels counts then.
    Result<void> add(
        std::span<const float> labels, std::span<const std::int64_t> predicted, std::int64_t sample);
    Result<void> add(
        std::span<const std::int64_t> labels, std::span<const std::int64_t> predicted, std::int64_t sample);

    /// Adds what another one of as many classes has counted, in any order.
    void add(const PixelConfusion& other);

    int classCount() const { return m_classCount; }
    std::span<const std::int64_t> counts() const { return m_counts; } ///< [true class, predicted class]
    std::int64_t total() const; ///< pixels that counted

private:
    template <class Label>
    Result<void> addPixels(
        std::span<const Label> labels, std::span<const std::int64_t> predicted, std::int64_t sample);

    int m_classCount;
    std::optional<int> m_ignoreLabel;
    std::vector<std::int64_t> m_counts;
};

/// Means over classes, 0 to 1.
struct SegmentationMeans {
    double iou = 0; ///< mIoU
    double f1 = 0;
    double accuracy = 0; ///< mean of the shares of each class's pixels that are found
};

/// What a confusion says, 0 to 1. With h = counts: IoU = h_cc / (Σ_j h_cj + Σ_j h_jc − h_cc), F1 = 2 h_cc /
/// (Σ_j h_cj + Σ_j h_jc), accuracy = h_cc / Σ_j h_cj. Source: `adapters.md` 2.
struct SegmentationScores {
    std::vector<double> iou, f1; ///< [class]; NaN for a class that is neither a label nor predicted
    std::vector<double> accuracy; ///< [class]; NaN for a class that is no label
    double pixelAccuracy = 0; ///< share of the pixels that are right; NaN when none counts
    SegmentationMeans mean = {}; ///< over the classes that have a value; NaN when none has
    SegmentationMeans meanAbsentAsZero
        = {}; ///< over all classes, absent ones as 0: what the released code of CMNeXt reports
};

SegmentationScores segmentationScores(const PixelConfusion& confusion);

/// The entry of one set of predictions in metrics.json: pixel_accuracy, miou, f1, mean_accuracy, the latter
/// three also as `..._absent_as_zero`; per class iou_by_class, f1_by_class, accuracy_by_class (null where
/// absent), and `confusion`. A mean that does not exist is left out. Empty object when no pixel counts.
nlohmann::json segmentationMetrics(const PixelConfusion& confusion);

} // namespace modalscope
