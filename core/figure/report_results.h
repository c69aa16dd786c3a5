#pragma once

#include "core/figure/study_report.h"

#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// More groups than this are not drawn in one figure of a report, nor more settings: tables have them all.
inline constexpr std::size_t kMostReportGroups = 12;
inline constexpr std::size_t kMostReportSettings = 4;

/// What a study measured, topic after topic: test results, ablation, robustness, available modalities,
/// contributions. A figure has a panel for each setting; its note says what is left out.
struct ReportResults {
    std::vector<ReportTopic> topics;
    std::vector<std::string> notMeasured; ///< one sentence each: why a topic is not there
};
ReportResults reportResults(const Study& study, std::span<const StudyRun> plan,
    std::span<const ComparedGroup> groups, const std::string& command);

} // namespace modalscope
