#pragma once

#include "core/analysis/compared_group.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// Numbers of a run by their path: {"test/fused/accuracy", 0.9}.
using MeasuredNumbers = std::map<std::string, double>;

/// A metrics.json that holds them and nothing else.
inline nlohmann::json measuredJson(const MeasuredNumbers& numbers)
{
    nlohmann::json metrics{{"format", 1}, {"splits", {{"test", {{"n", 100}}}}}};
    for (const auto& [path, value] : numbers)
        metrics[nlohmann::json::json_pointer("/splits/" + path + "/value")] = value;
    return metrics;
}

/// A planned run as it lies in a workspace when it has finished with these numbers.
inline StoredRun measuredRun(const StudyRun& planned, const MeasuredNumbers& numbers)
{
    StoredRun run;
    run.experiment = planned.experiment;
    run.origin.id = planned.id;
    run.origin.group = planned.group;
    run.condition = RunCondition::Finished;
    run.metrics = measuredJson(numbers);
    return run;
}

/// The same before its end: without numbers.
inline StoredRun unfinishedRun(const StudyRun& planned, RunCondition condition)
{
    auto run = measuredRun(planned, {});
    run.condition = condition;
    run.metrics = {};
    return run;
}

} // namespace modalscope
