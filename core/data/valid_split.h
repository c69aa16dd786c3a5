#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Rows of a split, in this order, as a split of its own.
Split splitOfRows(const Split& all, std::string name, const std::vector<std::int64_t>& rows);

/// A tenth of the rows, seeded: the same share of every class where `classes` [sample] is not empty. A class
/// never loses its last row. Sorted.
std::vector<std::int64_t> stratifiedTenth(
    std::int64_t rows, std::span<const int> classes, std::uint64_t seed);

/// About a tenth of the rows made of whole groups (`groups` [sample], two or more different), with class
/// shares as near to those of all rows as whole groups allow. Sorted.
std::vector<std::int64_t> groupedTenth(
    std::span<const int> groups, std::span<const int> classes, std::uint64_t seed);

/// Gives a dataset without valid one: a tenth of train, by column `group` when train has it, else stratified
/// by class. Its `origin` says how it was made. Error: InvalidInput when train has fewer than two samples.
Result<void> addValidSplit(Dataset& dataset, std::uint64_t seed);

} // namespace modalscope
