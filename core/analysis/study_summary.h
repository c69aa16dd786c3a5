#pragma once

#include "core/analysis/study_cells.h"
#include "core/eval/paired_test.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

enum class PairedTestKind { Wilcoxon, Permutation };
std::span<const Choice<PairedTestKind>> choices(PairedTestKind);

/// The test of a kind on differences over seeds.
PairedTest pairedTest(PairedTestKind kind, std::span<const double> differences);

struct SummaryOptions {
    std::vector<std::string> metrics = {}; ///< paths; empty = "test/fused/accuracy"
    std::vector<std::string> by = {}; ///< axes that make a group, in this order; empty = all of the study
    std::vector<AxisValue> where = {}; ///< only groups with these values
    std::vector<AxisValue> against = {}; ///< values of the baseline of each row; empty = none
    PairedTestKind test = PairedTestKind::Wilcoxon;
};

/// One metric of one group, over seeds.
struct SummaryRow {
    std::vector<AxisValue> group; ///< axis and value, also "variant"
    std::string label; ///< of the method
    std::string asked; ///< the metric that was asked for: of every test rate the same
    std::string metric; ///< path in metrics.json that the numbers were read at
    SeedNumbers numbers;
    int expected = 0; ///< seeds that the study asks for
    std::optional<PairedTest> test; ///< against the baseline; none for the baseline itself
    double adjustedP = 0; ///< Holm, over all rows of the metric with a test
    SeedNumbers difference; ///< this minus baseline, by seed
    std::string against; ///< the baseline: "method.kind=concat"
};

struct StudySummary {
    std::vector<SummaryRow> rows; ///< metric after metric, of each every group
    std::vector<std::string> notes; ///< one sentence each: runs that are missing, failed, or left out
};

/// Mean over seeds of each metric for every group of a study. An axis of test rates gives a row per rate,
/// read at "test/rates/<rate>/..." for metrics of test. Error: InvalidInput: an unknown key, groups that
/// differ in a key that `by` leaves out, a baseline that is not there or not one.
Result<StudySummary> studySummary(
    const Study& study, std::span<const ComparedGroup> groups, const SummaryOptions& options);

} // namespace modalscope
