#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <span>
#include <vector>

namespace modalscope {

/// Mean and deviation of each column of a feature modality, or of each channel of images, fitted on the
/// training rows that have the modality.
struct Standardizer {
    std::vector<double> mean, deviation; ///< [feature] or [channel]; a constant one has deviation 1
    bool isEmpty() const { return mean.empty(); }
    /// Whole rows, in place; each entry stands for `repeat` consecutive values: the pixels of a channel.
    void apply(std::span<float> rows, std::int64_t repeat = 1) const;
};

/// In one pass over chunks of rows; empty for modalities that are not features. Rows where `mask` is 0 count
/// no more than those that the dataset lacks; empty = none is hidden. Error: Io.
Result<Standardizer> fitStandardizer(const Split& train, std::size_t modality, const Modality& description,
    std::span<const std::uint8_t> mask = {});

/// The same for the channels of an image modality, over all their pixels. Error: Io.
Result<Standardizer> fitChannelStandardizer(const Split& train, std::size_t modality,
    const Modality& description, std::span<const std::uint8_t> mask = {});

/// Mean of every value of a modality over the same rows, for modalities of any kind: what stands for an
/// absent one under the treatment `mean`. Zeros when no row has the modality. Error: Io.
Result<std::vector<float>> fitMean(
    const Split& train, std::size_t modality, std::span<const std::uint8_t> mask = {});

} // namespace modalscope
