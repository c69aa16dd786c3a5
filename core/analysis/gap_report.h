#pragma once

#include "core/analysis/compared_group.h"
#include "core/data/feature_set.h"
#include "core/projection/modality_gap.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// The gap between two modalities of a feature set.
struct PairGap {
    std::string x, y;
    ModalityGap gap;
};

/// Of every two of its modalities, in order. Error: InvalidInput, naming the first two that have features of
/// different lengths or too few samples in common; Cancelled.
Result<std::vector<PairGap>> gapsOfPairs(
    const FeatureSet& set, const ModalityGapOptions& options = {}, const RunContext& context = {});

/// One number of a gap.
enum class GapMeasure { Distance, CentroidCosine, Alignment, UniformityX, UniformityY, Separability };
std::span<const Choice<GapMeasure>> choices(GapMeasure);
double valueOf(const ModalityGap& gap, GapMeasure measure);

/// The gap of one run between two of its modalities after one epoch.
struct MeasuredGap {
    std::size_t group = 0; ///< of GapReport::groups
    std::string run; ///< id
    std::uint64_t seed = 0;
    int epoch = 0; ///< counted from 1; 0 = not known
    bool isKept = false; ///< the epoch whose weights the run kept
    PairGap pair;
};

struct GapGroup {
    std::string id, label; ///< as in ComparedGroup
    int expected = 0; ///< runs
    std::map<std::string, double> accuracy; ///< of its runs by id, of the fusion on the split, 0 to 1
};

struct GapRequest {
    std::string split = "test";
    std::vector<std::string> modalities = {}; ///< empty = all of each run
    int epoch = 0; ///< 0 = the kept one
    bool overEpochs = false; ///< besides, of every epoch that train.feature_epochs has kept
    std::int64_t mostRows = 0; ///< samples; 0 = all
    ModalityGapOptions options = {};
};

/// Gaps of runs.
struct GapReport {
    std::string split;
    std::vector<GapGroup> groups;
    std::vector<MeasuredGap> measured; ///< by group, seed and epoch
    std::vector<std::string> leftOut; ///< one sentence for each run, or epoch of one, that has no gap
    std::string conditions; ///< protocol and dataset, for notes; made by whoever knows the runs

    std::vector<std::pair<std::string, std::string>> pairs() const; ///< of modalities, in order of first use
    /// Epochs that any run of the group has been measured after, rising; without `all` only those that every
    /// run has that was measured at all.
    std::vector<int> epochsOf(std::size_t group, bool all = true) const;
};

/// Reads features of every finished run and measures; takes seconds for many runs. Error: Cancelled.
Result<GapReport> measureGaps(
    std::span<const ComparedGroup> groups, const GapRequest& request, const RunContext& context = {});

/// One measure of a group between two modalities, a value per seed. `epoch` 0 = the kept epoch of each run.
SeedNumbers gapOverSeeds(const GapReport& report, std::size_t group,
    const std::pair<std::string, std::string>& pair, GapMeasure measure, int epoch = 0);

/// A run as a point: distance of the gap at its kept epoch, or another measure of it, and accuracy.
struct GapPoint {
    std::size_t group = 0;
    std::string run;
    std::uint64_t seed = 0;
    double distance = 0, accuracy = 0;
};
std::vector<GapPoint> gapAgainstAccuracy(const GapReport& report,
    const std::pair<std::string, std::string>& pair, GapMeasure measure = GapMeasure::Distance);

/// Does a larger gap go with better accuracy? Pearson's correlation over runs, and over runs after the mean
/// of their group has been taken from both, which leaves what differs between seeds. NaN below three runs, or
/// when one side does not vary. The intervals hold 95 %, by Fisher's transformation with runs - 3, within
/// groups with runs - groups - 2 degrees; NaN where there are none.
struct GapCorrelation {
    double overRuns, withinGroups;
    int runs = 0, groups = 0;
    std::pair<double, double> overRunsInterval = {}, withinInterval = {};
};
GapCorrelation gapCorrelation(std::span<const GapPoint> points);

} // namespace modalscope
