#pragma once

#include "core/data/selection_mask.h"

#include <memory>
#include <string>

namespace modalscope {

/// Which samples are selected, in every view that shows samples of the same split. Masks are shared and never
/// change, so that a selection of 100,000 samples costs nothing to hand on. A view that shows other samples
/// ignores it.
struct SampleSelection {
    std::string dataset = {}; ///< fingerprint, or "file:" and the absolute path of a file of features
    std::string split = {}; ///< empty: of a file
    std::shared_ptr<const SelectionMask> samples = {}; ///< over all rows of the split; null: none was made

    bool isOf(const std::string& otherDataset, const std::string& otherSplit) const
    {
        return samples != nullptr && dataset == otherDataset && split == otherSplit;
    }
};

/// Whether both select the same samples: a nanosecond for the same mask, microseconds for 100,000 samples.
inline bool operator==(const SampleSelection& a, const SampleSelection& b)
{
    const bool isSameMask = a.samples == b.samples
        || (a.samples != nullptr && b.samples != nullptr && *a.samples == *b.samples);
    return isSameMask && a.dataset == b.dataset && a.split == b.split;
}

} // namespace modalscope
