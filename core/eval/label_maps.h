#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace modalscope {

/// The class of every pixel of every sample of a split, a byte each.
struct LabelMaps {
    /// Of the truth: the pixel does not count. Of a prediction: the sample has none of the modalities that
    /// are left, so that nothing is said of it.
    static constexpr std::uint8_t kNone = 255;
    static constexpr int kMostClasses = 255;

    int rows = 0, columns = 0;
    std::vector<std::uint8_t> classes = {}; ///< [sample, row, column]

    std::int64_t pixels() const { return std::int64_t(rows) * columns; } ///< of one sample
    std::int64_t samples() const { return pixels() > 0 ? std::int64_t(classes.size()) / pixels() : 0; }
    std::span<const std::uint8_t> map(std::int64_t sample) const ///< [row, column]
    {
        return std::span(classes).subspan(std::size_t(sample * pixels()), std::size_t(pixels()));
    }
};

/// The label maps of a split as they are stored, with kNone for the ignore label. Error: InvalidInput for a
/// dataset without label maps or with more than LabelMaps::kMostClasses classes; Io; Cancelled when
/// `shouldStop` says so.
Result<LabelMaps> trueLabelMaps(
    const Dataset& dataset, const Split& split, const std::function<bool()>& shouldStop);

/// InvalidInput unless label maps of `dataset` can be kept as LabelMaps.
Result<void> checkLabelMaps(const Dataset& dataset);

} // namespace modalscope
