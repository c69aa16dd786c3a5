#pragma once

#include "core/store/run_metrics.h"
#include "widgets/session/run_entry.h"
#include "widgets/tables/column_table_model.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace modalscope {

class RunNames;

/// A run as a line of the table: what is shown, read out of its files once.
struct RunRow {
    std::string id;
    std::string group;
    QString method; ///< "MLA, no HGM"
    QString difference; ///< from other runs of the method: "train rate 0.4"
    QString modalities, dataset, state, protocol, device, error;
    std::uint64_t seed = 0;
    int epoch = 0, epochs = 0;
    double seconds = 0;
    std::int64_t created = 0;
    int color = 0;
    bool pinned = false, bestOnTest = false, failed = false;
    RunMetrics metrics;
};

RunRow runRow(const RunEntry& entry, RunNames& names);

/// "test accuracy", "test audio accuracy", "test audio probe": how a metric is called in a column.
QString metricTitle(const std::string& path);
/// "97.1", with `factor` 100 for shares; fixed digits for the rest.
QString metricText(const std::string& path, double value);

/// The columns of the run table: what a run is, then one per metric of `paths`.
std::vector<TableColumn<RunRow>> runColumns(const std::vector<std::string>& paths, bool dark);

/// How many of them come before the metrics.
int runColumnsBeforeMetrics();

/// The column of RunRow::difference.
inline constexpr int kDifferenceColumn = 1;

/// Whether a metric is shown before a person chooses: test accuracies of the fusion and of modalities.
bool isUsualMetric(const std::string& path);

} // namespace modalscope
