#pragma once

#include "core/base/result.h"
#include "core/experiment/study.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// Methods × seeds × further axes over one experiment: a study as a form shows it (`study_grid.h`).
struct RunGrid {
    Experiment base; ///< everything but method and seed; its `modalities` hold for every joint run, its
                     ///< method is where variants start from
    std::vector<MethodOptions> methods; ///< `unimodal` stands for one run per modality
    std::vector<std::uint64_t> seeds;
    bool alone = true; ///< adds every encoder trained alone, the reference that laziness is measured against
    std::vector<StudyAxis> axes; ///< beside methods and seeds
    std::vector<StudyVariant> variants;
};

/// The runs of planStudy(toStudy(grid)): none twice, seed after seed so that a first comparison is complete
/// early. Encoders that belong to other modalities are left out of a unimodal run.
/// Error: InvalidInput: no method, no seed, an axis that cannot be one, or what planStudy says.
Result<std::vector<StudyRun>> planRuns(const RunGrid& grid, const Dataset& dataset);

/// The reference of one modality: the same experiment with its encoder trained alone.
Experiment aloneExperiment(const Experiment& experiment, const std::string& modality);

/// Seeds from text: "0, 1, 2", "0-4", "0-2, 10". Error: InvalidInput: not a number, a range that runs
/// backwards, twice the same, or more than 1000.
Result<std::vector<std::uint64_t>> seedsFromText(std::string_view text);

/// The shortest such text: "0-4, 7".
std::string seedsToText(std::span<const std::uint64_t> seeds);

/// A comparison that people ask for often.
struct GridPreset {
    std::string name;
    std::string help; ///< what it shows, one sentence
    std::vector<MethodOptions> methods;
    bool alone = true;
};

/// `modalityCount` and `task` decide which methods are defined.
std::vector<GridPreset> gridPresets(int modalityCount, Task task = Task::Classification);

} // namespace modalscope
