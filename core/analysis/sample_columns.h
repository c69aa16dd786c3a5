#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/feature_set.h"
#include "core/data/value_column.h"
#include "core/eval/metrics.h"
#include "core/experiment/experiment.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

struct StoredRun;

/// How a method weighs its modalities in each sample, where that follows from their logits.
enum class SampleWeighting {
    None, ///< the same for every sample, or not known from logits
    Entropy, ///< softmax of −entropy over the modalities that are present (MLA; `fusion_trust.h`)
    Energy ///< ln Σ exp(logit) / 10, 0 where the modality is absent (QMF); does not sum to 1
};
SampleWeighting sampleWeighting(const MethodOptions& method);

/// What is known of the samples of one split; whatever is null is not known.
struct SampleFacts {
    const Predictions* said = nullptr; ///< of a classification run, for every row of the split
    SampleWeighting weighting = SampleWeighting::None;
    const Dataset* dataset = nullptr;
    std::string split = "test";
};

/// A value for each of `rows` of the split, in columns that filters know by name: `class`, `prediction`,
/// `wrong` (0 or 1), `confidence` (largest probability), `entropy` (of the fused prediction, nat), for every
/// modality X with logits `entropy X`, `prediction X`, `wrong X`, `weight X`, then `has X`, `id` and every
/// column of the dataset. A modality that is absent has no value but `has X` = 0. `target` stands for `class`
/// in a regression. A column of the dataset whose name is taken gets " (dataset)" behind it.
std::vector<ValueColumn> sampleColumns(const SampleFacts& facts, std::span<const std::int64_t> rows);

/// What a set of features alone knows of its samples: `class`, `has X` where samples lack X, `id`.
std::vector<ValueColumn> sampleColumns(const FeatureSet& features);

/// The same columns of a finished run, whose predictions.h5 is read: of a regression `target`, `prediction`
/// and `error` (absolute) of every target, of a segmentation what the dataset says. `dataset` may be null.
/// Columns have a value for each of `rows`. Reads a file; not for the GUI thread. Error: Io, Format,
/// InvalidInput for a split without predictions.
Result<std::vector<ValueColumn>> sampleColumnsOfRun(const StoredRun& run, const Dataset* dataset,
    const std::string& split, std::span<const std::int64_t> rows);

/// The column of this name; null when there is none.
const ValueColumn* findColumn(std::span<const ValueColumn> columns, std::string_view name);

/// Modalities with predictions of their own: each X with `prediction X` and `wrong X`, in their order.
std::vector<std::string> predictedModalities(std::span<const ValueColumn> columns);

} // namespace modalscope
