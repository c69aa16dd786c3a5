#include "app/pages/metric_choices.h"

#include "app/pages/run_columns.h"
#include "widgets/base/text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace modalscope {
namespace {

constexpr const char* kFusedAccuracy = "test/fused/accuracy";

/// The path "test/<kind>/<modality>/accuracy" with the lowest mean; empty where no run has one.
std::string weakestOf(const RunSnapshots& runs, const std::string& kind)
{
    std::map<std::string, std::pair<double, int>> sums;
    for (const auto& snapshot : runs)
        for (const auto& name : snapshot->run.metrics.namesBelow("test/" + kind)) {
            const auto path = "test/" + kind + "/" + name + "/accuracy";
            if (const auto accuracy = snapshot->run.metrics.at(path)) {
                sums[path].first += accuracy->value;
                ++sums[path].second;
            }
        }
    const auto weakest = std::ranges::min_element(
        sums, {}, [](const auto& entry) { return entry.second.first / entry.second.second; });
    return weakest == sums.end() ? std::string() : weakest->first;
}

} // namespace

std::vector<std::pair<std::string, std::string>> metricChoices(const RunSnapshots& runs)
{
    std::set<std::string> paths;
    std::set<std::shared_ptr<const std::vector<std::string>>> known; // thousands of runs share a few lists
    for (const auto& snapshot : runs)
        if (!snapshot->run.metrics.isNull() && known.insert(snapshot->run.metrics.sharedPaths()).second)
            for (const auto& path : snapshot->run.metrics.paths())
                paths.insert(path);
    std::vector<std::string> ordered(paths.begin(), paths.end());
    std::stable_partition(ordered.begin(), ordered.end(), isUsualMetric);
    std::stable_partition(
        ordered.begin(), ordered.end(), [](const auto& path) { return path == kFusedAccuracy; });
    std::vector<std::pair<std::string, std::string>> choices;
    for (const auto& path : ordered)
        choices.emplace_back(path, fromQt(metricTitle(path)));
    return choices;
}

std::string usualCounterpart(const RunSnapshots& runs)
{
    for (const char* kind : {"modalities", "probe"})
        if (auto weakest = weakestOf(runs, kind); !weakest.empty())
            return weakest;
    for (const auto& [path, title] : metricChoices(runs))
        if (path != kFusedAccuracy)
            return path;
    return {};
}

} // namespace modalscope
