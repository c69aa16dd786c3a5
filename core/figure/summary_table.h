#pragma once

#include "core/analysis/ablation.h"
#include "core/analysis/missing_sweep.h"
#include "core/analysis/study_summary.h"
#include "core/analysis/subset_table.h"
#include "core/figure/table.h"

namespace modalscope {

/// A row per group, a column per metric (accuracies, F1 and mAP in %, mean ± SD over seeds), then the
/// difference to the baseline and its p where there is one. The best of rows that differ in the method alone
/// is marked.
Table summaryTable(const StudySummary& summary, const std::string& title);

/// Rows = variants; columns = every modality, fused, difference to the full method with its marker.
Table ablationTable(const Ablation& ablation, const std::string& title);

/// Rows = the sets of available modalities, columns = groups: accuracy (%), mean ± SD over seeds.
Table subsetTable(std::span<const SubsetTable> groups, const std::string& title);

/// Rows = groups: area under the curve, effective robustness, accuracy at each rate.
Table robustnessTable(const MissingSweep& sweep, const std::string& title);

/// Rows = groups and modalities: degradation, Shapley value, utilisation, perceptual score, in points.
Table contributionTable(std::span<const SubsetTable> groups, const std::string& title);

} // namespace modalscope
