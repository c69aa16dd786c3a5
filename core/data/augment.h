#pragma once

#include "core/base/result.h"
#include "core/data/augment_options.h"
#include "core/data/dataset.h"
#include "core/data/image_transform.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace modalscope {

/// One sample of a segmentation dataset, before normalisation: padding is 0 there, black.
struct DenseSample {
    std::vector<Array> images; ///< [channel, row, column], one per modality; zeros where the sample lacks it
    Array labels; ///< [row, column]
};

/// Everything that chance decides for one sample in one epoch.
struct Augmentation {
    bool changesColours = false, flips = false, blurs = false;
    ColourFactors colours = {};
    ResizedWindow window = {};
};

/// Random changes that are the same for all modalities and the label map. What is drawn depends on seed,
/// epoch and sample only, and on no other step being switched on or off; so any number of threads may share
/// one, in any order.
class Augmenter {
public:
    /// Error: InvalidInput when a modality is no
    /// picture of the label maps' size, `rgb` is no modality, a colour step is on without one, or the scales
    /// are the wrong way round.
    static Result<Augmenter> make(const AugmentOptions& options, const Dataset& dataset, std::uint64_t seed);

    /// `sample`: its index in the split.
    Augmentation draw(std::int64_t epoch, std::int64_t sample) const;

    /// Changes the sample as `draw(epoch, sample)` says.
    void apply(DenseSample& sampleData, std::int64_t epoch, std::int64_t sample) const;
    void apply(DenseSample& sampleData, const Augmentation& augmentation) const;

    std::int64_t rows() const { return m_rows; } ///< of every sample afterwards
    std::int64_t columns() const { return m_columns; }
    int rgbIndex() const { return m_rgb; } ///< of the RGB modality; -1 = none
    int paddingLabel() const { return m_paddingLabel; } ///< the ignored label; -1 when the dataset has none

private:
    AugmentOptions m_options;
    std::uint64_t m_seed = 0;
    int m_rgb = -1;
    int m_paddingLabel = -1;
    std::int64_t m_imageRows = 0, m_imageColumns = 0;
    std::int64_t m_rows = 0, m_columns = 0;
};

/// The window for one sample: r uniform between the scales, sc = (⌊R·r⌋, ⌊4·C·r⌋), f = min(max sc / max(H,
/// W), min sc / min(H, W)), the picture resized to (⌊H·f + ½⌋, ⌊W·f + ½⌋), and a window of R × C at a place
/// of 0 .. margin + 1, both included: with the last of them the final row or column is padding. H × W is the
/// size of the picture, R × C that of the crop. `ratio` is r; `place` draws from 0 to the number it is given.
ResizedWindow drawWindow(std::int64_t imageRows, std::int64_t imageColumns, std::int64_t cropRows,
    std::int64_t cropColumns, double ratio, const std::function<std::int64_t(std::int64_t)>& place);

/// As samples are evaluated: the short side resized to `shortSide` (0 = as it is), then rows and columns up
/// to multiples of `multiple`; labels too, so that scores belong to the resized label map.
void resizeForEvaluation(DenseSample& sample, std::int64_t shortSide, std::int64_t multiple = 32);

} // namespace modalscope
