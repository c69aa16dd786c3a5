#pragma once

#include "core/eval/seed_statistics.h"
#include "core/experiment/study.h"
#include "core/store/workspace.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Runs that differ in nothing but the seed, as an arm of a comparison. Borrows the runs.
struct ComparedGroup {
    std::string id; ///< RunOrigin::group
    std::string label; ///< "MLA", "MLA, no HGM": the variant's, else the method's
    std::string variant; ///< of a study; empty = its base, or no study
    std::map<std::string, nlohmann::json> values; ///< of the study's axes; empty without a study
    std::vector<const StoredRun*> runs; ///< by seed: those that are there, finished or not
    int expected = 0; ///< seeds that the study asks for; without a study, runs.size()
};

/// The groups of a study in the order of its plan; `runs` may hold others too.
std::vector<ComparedGroup> studyGroups(std::span<const StudyRun> plan, std::span<const StoredRun> runs);

/// The groups of any runs, in the order of their first run. Labels say in what the groups differ.
std::vector<ComparedGroup> runGroups(std::span<const StoredRun* const> runs);

/// One value per seed of the finished runs that have `metric`, "test/fused/accuracy".
SeedNumbers seedNumbersOf(const ComparedGroup& group, const std::string& metric);

/// Those of the group that have been tested, by seed.
std::vector<const StoredRun*> finishedRuns(const ComparedGroup& group);

/// What `measure` says of each finished run, of the first of a seed; NaN = it says nothing.
SeedNumbers measuredPerSeed(
    const ComparedGroup& group, const std::function<double(const StoredRun&)>& measure);

/// The paths below `splits` in metrics.json for a name as people write it: "test.fused.accuracy",
/// "test.rates.0.4.fused.accuracy" (a rate keeps its point). A name with slashes is a path already.
std::string metricPath(const std::string& name);

/// The reverse, for files and tables.
std::string metricName(const std::string& path);

} // namespace modalscope
