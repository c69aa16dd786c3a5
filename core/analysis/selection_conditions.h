#pragma once

#include "core/analysis/compared_group.h"
#include "core/data/selection_mask.h"
#include "core/store/run_conditions.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// What one run said of every sample of a split under one condition, a bit for each.
struct ConditionBits {
    std::string name; ///< "subsets/image+audio", "rates/0.4", "nothing"
    SelectionMask counted; ///< a label is known and something was there to predict from
    SelectionMask right; ///< of these
};
using RunConditionBits = std::vector<ConditionBits>;

/// Conditions whose samples are not those of `labels` are left out.
RunConditionBits conditionBits(
    const RunConditions& conditions, const std::string& split, std::span<const int> labels);

/// The same of a stored run: reads conditions.h5 and the labels in predictions.h5. Error: NotFound for a run
/// that was not tested so; Io, Format.
Result<RunConditionBits> readConditionBits(const StoredRun& run, const std::string& split);

/// Accuracies (fractions) under one condition.
struct ConditionAccuracy {
    std::string name = {}; ///< as above
    std::string label = {}; ///< "image + audio", "nothing", "rate 0.4"
    SeedNumbers selected = {}, all = {}; ///< a number per seed: of the selected samples, and of all
    SeedNumbers difference = {}; ///< points: selected less all, by seed
    std::int64_t counted = 0; ///< selected samples that count: the least over the seeds
};

/// One group under every condition that its runs have: sets of modalities, small ones first, then nothing,
/// then rates.
struct SelectionConditions {
    std::string id = {}, label = {};
    int expected = 0; ///< runs of the group
    std::vector<ConditionAccuracy> conditions = {};
};

/// `bits` by run id; runs without take no part, and groups without any are left out. Runs with other samples
/// than `selected` is over take no part either.
std::vector<SelectionConditions> selectionConditions(std::span<const ComparedGroup> groups,
    const std::map<std::string, std::shared_ptr<const RunConditionBits>>& bits,
    const SelectionMask& selected);

} // namespace modalscope
