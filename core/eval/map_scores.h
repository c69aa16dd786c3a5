#pragma once

#include "core/eval/label_maps.h"

#include <functional>
#include <span>
#include <vector>

namespace modalscope {

/// Pixels of each class, of one sample or of many: what the IoU of each class is made of.
struct PixelCounts {
    std::vector<std::int64_t> right; ///< [class] labelled and predicted
    std::vector<std::int64_t> labelled; ///< [class]
    std::vector<std::int64_t> predicted; ///< [class]

    PixelCounts() = default;
    explicit PixelCounts(int classes);
    void add(const PixelCounts& other); ///< of as many classes

    std::int64_t total() const; ///< pixels that count
    double iou(std::size_t label) const; ///< 0 to 1; NaN for a class that is neither a label nor predicted
    double miou() const; ///< over the classes that have one, as SegmentationScores; NaN when none has
    double pixelAccuracy() const; ///< NaN when no pixel counts
};

/// What predicted maps are worth, sample by sample and over all of them.
struct MapScores {
    std::vector<PixelCounts> samples;
    PixelCounts all;

    std::vector<double> mious() const; ///< [sample]; NaN where no pixel counts
    std::int64_t counted() const; ///< samples with a pixel that counts
};

/// Pixels count where neither map says LabelMaps::kNone. Error: Shape when the maps are of different sizes or
/// a label is none of the `classes`; Cancelled when `shouldStop` says so.
Result<MapScores> mapScores(const LabelMaps& truth, const LabelMaps& predicted, int classes,
    const std::function<bool()>& shouldStop = {});

/// mIoU that each sample loses from `better` to `worse`, 0 to 1, below 0 where it gains; NaN where one of the
/// two has none.
std::vector<double> lossOfQuality(const MapScores& better, const MapScores& worse);

/// Indices of `values`, the largest first, those without a value last; equal ones in their order.
std::vector<std::int64_t> largestFirst(std::span<const double> values);

} // namespace modalscope
