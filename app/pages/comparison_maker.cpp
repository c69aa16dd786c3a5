#include "app/pages/comparison_maker.h"

#include "app/pages/metric_choices.h"
#include "app/pages/run_columns.h"

#include <algorithm>

namespace modalscope {
namespace {

/// What can be a column beside the options: of the plain test, without its many conditions.
bool isColumnMetric(const std::string& path)
{
    return path.starts_with("test/fused/") || isUsualMetric(path);
}

std::vector<ParallelColumn> everyColumn(const RunSnapshots& runs, std::span<const ComparedGroup> groups)
{
    std::vector<std::string> metrics;
    for (const auto& [path, title] : metricChoices(runs))
        if (isColumnMetric(path))
            metrics.push_back(path);
    return parallelColumns(groups, metrics);
}

} // namespace

ComparisonResult makeComparisonFigure(const ComparisonRequest& request)
{
    std::vector<const StoredRun*> runs;
    for (const auto& snapshot : request.runs)
        runs.push_back(&snapshot->run);
    const auto groups = runGroups(runs);
    ComparisonResult made{request.chart, {}, request.columns, {}};
    ComparisonOptions options;
    options.metrics = {request.metric};
    options.colors = request.colors;
    options.command = "compare page";
    if (request.chart == "scatter") {
        made.figure = metricScatterFigure(groups, request.against, request.metric, options);
    } else if (request.chart == "parallel") {
        made.offered = everyColumn(request.runs, groups);
        auto columns = request.columns;
        std::erase_if(columns, [&](const ParallelColumn& column) { return column.path == request.metric; });
        columns.push_back({request.metric, true});
        made.figure = parallelFigure(groups, columns, options);
    } else {
        options.kind = fromText<ComparisonKind>(request.chart).value_or(ComparisonKind::Box);
        made.figure = comparisonFigure(groups, options);
    }
    return made;
}

} // namespace modalscope
