#pragma once

#include "core/analysis/adapter_summary.h"
#include "core/figure/table.h"

namespace modalscope {

/// A row for each set of available modalities: the base as it is, each option with its gain and the share of
/// the parameters that it learns, and networks trained for the set. The best of a row is marked. Runs of
/// adapted cells are folders of adapter sets, "<run id>/adapters/image-ssf-s0".
Table adapterTable(const AdapterSummary& summary, const std::string& title);

/// "run a", "runs a, b and c": the bases of a summary.
std::string adapterBasesText(const AdapterSummary& summary);

/// "image + audio", "image + audio (nothing missing)", with what stands for the others where rows differ in
/// it.
std::string adapterRowLabel(const AdapterSummary& summary, const AdapterRow& row);

} // namespace modalscope
