#pragma once

#include <cstdint>
#include <string>

namespace modalscope {

/// The one sample that a person looks at.
struct CurrentSample {
    std::string dataset = {}; ///< fingerprint, or "file:" and the absolute path of a file of features
    std::string split = {}; ///< empty: of a file
    std::int64_t row = -1; ///< of the split; -1 = none

    bool isOf(const std::string& otherDataset, const std::string& otherSplit) const
    {
        return row >= 0 && dataset == otherDataset && split == otherSplit;
    }
    bool operator==(const CurrentSample&) const = default;
};

} // namespace modalscope
