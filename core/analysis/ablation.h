#pragma once

#include "core/analysis/study_summary.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// One variant beside the full method.
struct AblationRow {
    std::string id, label = {};
    int expected = 0; ///< seeds that were asked for
    SeedNumbers fused = {}; ///< accuracy on the split
    std::map<std::string, SeedNumbers> modalities
        = {}; ///< of the single modalities; empty numbers where there are none
    SeedNumbers difference = {}; ///< fused, this minus full, points, by seed; empty for the full method
    PairedTest test = {}; ///< of the differences
    double adjustedP = 0; ///< Holm over all rows but the full method
};

struct Ablation {
    std::vector<std::string> modalities; ///< columns, in the order of the experiments
    std::vector<AblationRow> rows; ///< the full method first
    PairedTestKind test = PairedTestKind::Wilcoxon;
    std::string split = "test"; ///< that all numbers are of: "test", "test/rates/0.4"
    std::vector<std::string>
        notes; ///< what the test can find with so many seeds; protocol; seeds that are missing
};

/// The groups beside the one whose id is `full`; without such a group the first one is it. `split` is "test"
/// or "test/rates/0.4". Empty groups, no rows.
Ablation ablation(std::span<const ComparedGroup> groups, const std::string& full, PairedTestKind test,
    const std::string& split = "test");

/// "**" below 0.01, "*" below 0.05, "" otherwise, of an adjusted p.
std::string significanceMarker(double adjustedP);

} // namespace modalscope
