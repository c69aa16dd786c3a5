#pragma once

#include "core/figure/study_report.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Fills in the runs of the plan, how many have finished, failures and warnings.
void addState(StudyReport& report, std::span<const StudyRun> plan, std::span<const ComparedGroup> groups,
    std::span<const UnreadableRun> unreadable);

/// Programs, libraries, devices, threads, hosts and commands that occur among the runs, each with its number
/// of runs; when they were started and how long they took.
std::vector<ReportFact> reportEnvironment(std::span<const ComparedGroup> groups);

/// Equal sentences counted, the most frequent first. Those that differ in numbers alone are one, with the
/// numbers' range: "since epoch 10 to 36".
std::vector<ReportWarning> countedWarnings(std::span<const std::string> sentences);

} // namespace modalscope
