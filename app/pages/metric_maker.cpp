#include "app/pages/metric_maker.h"

#include <algorithm>

namespace modalscope {
namespace {

std::string offered(
    const std::vector<std::string>& names, const std::string& wanted, const std::string& usual)
{
    for (const auto& name : {wanted, usual})
        if (std::find(names.begin(), names.end(), name) != names.end())
            return name;
    return names.empty() ? usual : names.front();
}

} // namespace

MetricResult makeMetricFigure(const MetricRequest& request)
{
    const auto series = seriesOf(request.runs);
    auto options = request.options;
    MetricResult result;
    result.splits = splitNames(series);
    options.split = result.split = offered(result.splits, options.split, "test");
    result.metrics = metricNames(series, result.split);
    options.metric = result.metric = offered(result.metrics, options.metric, "accuracy");
    result.figure = metricBarFigure(series, options);
    return result;
}

} // namespace modalscope
