#pragma once

#include "core/base/result.h"
#include "core/experiment/experiment.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// Methods × seeds over one experiment.
struct RunGrid {
    Experiment base; ///< everything but method and seed; its `modalities` hold for every joint run
    std::vector<MethodOptions> methods; ///< `unimodal` stands for one run per modality
    std::vector<std::uint64_t> seeds;
    bool alone = true; ///< adds every encoder trained alone, the reference that laziness is measured against
};

/// A run of a grid.
struct PlannedRun {
    Experiment experiment;
    std::string id; ///< runId()
    std::string group; ///< groupId()
};

/// Every run of the grid, none twice, seed after seed so that a first comparison is complete early.
/// Encoders that belong to other modalities are left out of a unimodal run.
/// Error: InvalidInput: no method, no seed, or what checkExperiment says of the first bad run.
Result<std::vector<PlannedRun>> planRuns(const RunGrid& grid, const Dataset& dataset);

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

/// `modalityCount` decides which baselines are defined.
std::vector<GridPreset> gridPresets(int modalityCount);

} // namespace modalscope
