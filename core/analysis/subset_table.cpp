#include "core/analysis/subset_table.h"

#include "core/analysis/contribution.h"
#include "core/analysis/run_series.h"
#include "core/base/text.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace modalscope {
namespace {

std::string subsetName(const std::vector<std::string>& modalities, unsigned subset)
{
    std::vector<std::string> names;
    for (std::size_t m = 0; m < modalities.size(); ++m)
        if ((subset >> m & 1) != 0)
            names.push_back(modalities[m]);
    return joinText(names, "+");
}

std::string subsetPath(const std::vector<std::string>& modalities, unsigned subset)
{
    return subset == 0 ? "test/nothing/accuracy"
                       : "test/subsets/" + subsetName(modalities, subset) + "/accuracy";
}

double accuracyOf(const StoredRun& run, const std::string& path)
{
    const auto estimate = metricAt(run.metrics, path);
    return estimate ? estimate->value : std::numeric_limits<double>::quiet_NaN();
}

/// Smaller sets first; among equals in the order of the modalities.
std::vector<unsigned> subsetsBySize(std::size_t modalities)
{
    std::vector<unsigned> subsets;
    for (unsigned subset = 1; subset < 1u << modalities; ++subset)
        subsets.push_back(subset);
    std::stable_sort(subsets.begin(), subsets.end(),
        [](unsigned a, unsigned b) { return std::popcount(a) < std::popcount(b); });
    return subsets;
}

/// Sets that are tested on fewer samples, because some have nothing of them, cannot be subtracted.
bool isOnEverySample(const StoredRun& run)
{
    const auto names = run.metrics.namesBelow("test/subsets");
    return std::none_of(names.begin(), names.end(),
        [&](const auto& name) { return run.metrics.has("test/subsets/" + name + "/samples"); });
}

void addContributions(SubsetTable& table, const ComparedGroup& whole)
{
    auto group = whole;
    std::erase_if(group.runs, [](const auto* run) { return !isOnEverySample(*run); });
    table.isComparable = group.runs.size() == whole.runs.size();
    const auto count = table.modalities.size();
    const unsigned all = (1u << count) - 1;
    const auto allPath = subsetPath(table.modalities, all);
    for (std::size_t m = 0; m < count; ++m) {
        const auto withoutPath = subsetPath(table.modalities, all & ~(1u << m));
        table.degradation.push_back(measuredPerSeed(group, [&](const StoredRun& run) {
            return 100 * (accuracyOf(run, allPath) - accuracyOf(run, withoutPath));
        }));
        table.utilisation.push_back(measuredPerSeed(group, [&](const StoredRun& run) {
            return conditionalUtilisation(accuracyOf(run, allPath), accuracyOf(run, withoutPath));
        }));
        table.shapley.push_back(measuredPerSeed(group, [&](const StoredRun& run) {
            std::vector<double> values;
            for (unsigned subset = 0; subset <= all; ++subset)
                values.push_back(accuracyOf(run, subsetPath(table.modalities, subset)));
            return 100 * shapleyValues(values, int(count))[m];
        }));
        table.perceptual.push_back(measuredPerSeed(group, [&](const StoredRun& run) {
            return 100
                * (accuracyOf(run, "test/fused/accuracy")
                    - accuracyOf(run, "test/permuted/" + table.modalities[m] + "/accuracy"));
        }));
    }
}

} // namespace

std::vector<SubsetTable> subsetTables(std::span<const ComparedGroup> groups)
{
    std::vector<SubsetTable> tables;
    for (const auto& group : groups) {
        const auto runs = finishedRuns(group);
        if (runs.empty() || runs.front()->metrics.namesBelow("test/subsets").empty())
            continue;
        SubsetTable table{.id = group.id, .label = group.label, .expected = group.expected};
        table.modalities = modalitiesOf(*runs.front());
        for (const auto subset : subsetsBySize(table.modalities.size())) {
            SubsetAccuracy entry{.name = subsetName(table.modalities, subset)};
            for (std::size_t m = 0; m < table.modalities.size(); ++m)
                if ((subset >> m & 1) != 0)
                    entry.modalities.push_back(table.modalities[m]);
            entry.accuracy = seedNumbersOf(group, subsetPath(table.modalities, subset));
            table.subsets.push_back(std::move(entry));
        }
        addContributions(table, group);
        tables.push_back(std::move(table));
    }
    return tables;
}

SeedNumbers expectedAtRate(const SubsetTable& table, std::size_t modality, double rate)
{
    const auto& all = table.subsets.back().accuracy;
    std::vector<SeedValue> values;
    for (const auto& value : all.values)
        for (const auto& lost : table.degradation[modality].values)
            if (lost.seed == value.seed)
                values.push_back({value.seed, value.runs, value.value - rate * lost.value / 100});
    return seedNumbers(std::move(values));
}

} // namespace modalscope
