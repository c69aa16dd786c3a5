#pragma once

#include "core/eval/seed_statistics.h"
#include "core/figure/table.h"

#include <string>
#include <vector>

namespace modalscope {

/// Cells of the tables that are made from numbers over seeds. `source` is the path below `splits` in
/// metrics.json, empty for what follows from several of them.

/// "test.fused.accuracy (%)"
std::string columnHead(const std::string& metric);

/// Mean and standard deviation times `factor`; no value where there are no numbers.
TableCell seedCell(
    const SeedNumbers& numbers, int expected, const std::string& source, double factor, int decimals);

/// Of a fraction, in percent.
TableCell percentCell(const SeedNumbers& numbers, int expected, const std::string& source);

/// In percent or as it is: what suits the metric that `source` ends in.
TableCell metricCell(const SeedNumbers& numbers, int expected, const std::string& source);

/// A difference, shown with its sign, or one that is not there.
TableCell differenceCell(const SeedNumbers& numbers, int expected, double factor);

/// Writes provenance and note of a table whose rows are complete: what ± is, n, then `notes`.
void finishTable(Table& table, const std::vector<std::string>& notes);

} // namespace modalscope
