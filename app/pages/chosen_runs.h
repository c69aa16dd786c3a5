#pragma once

#include "app/pages/run_snapshots.h"

#include <memory>
#include <string>

namespace modalscope {

/// The runs that a panel of predictions shows: one, or all seeds of its settings that are selected.
struct ChosenRuns {
    RunSnapshots runs; ///< finished, by seed; empty when there is none to show
    int leftOut = 0; ///< finished selected runs with other settings
};

/// `current` alone, or with `allSeeds` every finished run of its group in `selected`: sums over runs that
/// differ in more than the seed would say nothing. A run that has not finished stands alone.
ChosenRuns chooseRuns(
    const RunSnapshots& selected, const std::shared_ptr<const RunSnapshot>& current, bool allSeeds);

/// "seed 3"; of several "seeds 0, 1, 2"; of very many "12 seeds".
std::string seedsSaid(const std::vector<StoredRun>& runs);

/// For the note of a figure of pooled runs: "n = 3 runs, seeds 0, 1, 2, each sample counted once per run;
/// left out: 2 selected runs with other settings or without these results". Of one run: "one run, seed 3".
std::string poolingText(const std::vector<StoredRun>& runs, int leftOut);

} // namespace modalscope
