#pragma once

#include "core/base/result.h"
#include "core/data/feature_set.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace modalscope {

/// The places of all arrays of a set: 0, 1, ...
std::vector<std::size_t> allArrays(const FeatureSet& set);

/// Which of `arrays` share a fit: all together, or each by itself. Error: InvalidInput: their lengths differ
/// and one fit was wanted; the sentence ends with `advice`, what to do.
Result<std::vector<std::vector<std::size_t>>> fitsOf(
    const FeatureSet& set, std::span<const std::size_t> arrays, bool areSeparate, std::string_view advice);

/// Rows of some arrays below each other; of these samples alone unless `only` is empty.
Array joinedRows(
    const FeatureSet& set, std::span<const std::size_t> arrays, std::span<const std::int64_t> only = {});

} // namespace modalscope
