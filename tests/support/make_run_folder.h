#pragma once

#include "core/data/dataset.h"
#include "core/run/history.h"
#include "core/store/workspace.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// A run that was made up: what it ends in is given, its history follows from that.
struct MadeRun {
    StoredRun stored; ///< metrics null unless finished
    nlohmann::json metrics; ///< the file, with its confusion matrices
    History history;
};

struct MadeRunOptions {
    Experiment experiment; ///< `modalities` written out
    RunState state = RunState::Finished;
    int epochsDone = -1; ///< below 0: all of them
    double fused = 0.9; ///< test accuracy at the end; valid and train follow it
    std::map<std::string, double> inside; ///< of each modality
    std::map<std::string, double> probe; ///< of each modality; none for methods without
    std::string error; ///< of a failed run
};

/// Curves that rise to their end with the noise of the seed, metrics with intervals and a confusion matrix.
MadeRun makeRun(const MadeRunOptions& options, const Dataset& dataset);

/// Concat, late fusion and MLA with every encoder alone, for the first three modalities of `dataset`: inside
/// Concat the second and third are lazy, by about 55 and 48 points.
std::vector<MadeRun> makeComparison(const Dataset& dataset, int seeds, int epochs);

/// Writes the run as a folder of the workspace at `root`: `<root>/runs/<id>`. Throws when that fails.
void writeRun(const MadeRun& run, const std::filesystem::path& root);

} // namespace modalscope
