#pragma once

#include "core/analysis/adapter_summary.h"
#include "core/figure/table.h"

namespace modalscope {

/// A row for each set of available modalities: the base as it is, each option with its gain and the share of
/// the parameters that it learns, and networks trained for the set. More than two options would be too wide
/// for a page: then each of these has a row of its own, the rows of a set are a group. The best of a set is
/// marked. Runs of adapted cells are folders of adapter sets, "<run id>/adapters/image-ssf-s0".
Table adapterTable(const AdapterSummary& summary, const std::string& title);

/// The first cell of rows that are about one option says which one, or one of these.
inline constexpr const char* kPretrainedRow = "pretrained";
inline constexpr const char* kDedicatedRow = "dedicated";
bool isLongAdapterRow(const TableRow& row);

/// "run a", "runs a, b and c": the bases of a summary.
std::string adapterBasesText(const AdapterSummary& summary);

/// "image + audio", "image + audio (nothing missing)", with what stands for the others where rows differ in
/// it.
std::string adapterRowLabel(const AdapterSummary& summary, const AdapterRow& row);

} // namespace modalscope
