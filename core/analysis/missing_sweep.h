#pragma once

#include "core/analysis/compared_group.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// A metric of one group against the rate of hidden cells in the test data.
struct MissingCurve {
    std::string id = {}; ///< group id
    std::string label = {};
    double trainRate = 0; ///< what the runs were trained with
    int expected = 0; ///< seeds that were asked for
    std::vector<double> rates = {}; ///< ascending
    std::vector<SeedNumbers> values = {}; ///< at each rate, over seeds
    std::vector<double> missing = {}; ///< share of cells really absent at each rate, mean over seeds
    SeedNumbers area
        = {}; ///< mean of the metric over the rates (trapezoid), per seed: robustnessArea().relative
    SeedNumbers effective
        = {}; ///< against the baseline's curve, per seed: effectiveRobustness().mean; empty for itself
};

struct MissingSweepOptions {
    std::string metric = "fused/accuracy"; ///< below "test/rates/<rate>/"
    std::string baseline; ///< id of the group that effective robustness is measured against; empty = late
                          ///< fusion with the same training rate where there is one
};

struct MissingSweep {
    std::vector<MissingCurve> curves; ///< groups that have rates, in the order given
    std::string metric; ///< as in the options
    std::string baseline; ///< label; empty = none
    std::string
        reference; ///< of differencesTo(): label of what is subtracted; empty = values are the metric's
    bool isGcnet = false; ///< all runs use the published mask
    double saturation = 1; ///< rate from which the published mask hides no more
    std::vector<std::string>
        notes; ///< one sentence each: protocol, saturation, groups without rates, seeds missing
};

/// The sweep with each curve's values less those of the curve whose id is `reference`, at each rate that both
/// have: the differences of the same seeds, mean and 95 % t interval over them, in the metric's own unit.
/// Where other curves were trained at another rate, they are compared with the curve of the reference's label
/// that was trained like them; without one, with the reference itself, which a note says. Left out: the
/// references themselves, and, with a note, curves that share no seed with theirs at any rate. Areas and
/// effective robustness are empty. Without that curve there are no curves, and a note.
MissingSweep differencesTo(const MissingSweep& sweep, const std::string& reference);

/// From the "rates" in metrics.json. A rate counts for a group when every finished run of it has the rate.
MissingSweep missingSweep(std::span<const ComparedGroup> groups, const MissingSweepOptions& options);

} // namespace modalscope
