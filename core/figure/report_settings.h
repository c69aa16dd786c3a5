#pragma once

#include "core/analysis/compared_group.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// Groups of a study that differ in nothing but the method.
struct ReportSetting {
    std::string text; ///< "train rate 0.4"; empty when the study varies nothing but methods
    std::vector<ComparedGroup> groups; ///< in the order of the plan; labels name the method alone
};

/// The groups by what they have in common beside the method, in the order of the plan.
std::vector<ReportSetting> reportSettings(std::span<const ComparedGroup> groups);

/// All groups; where there are several settings, labels say which: "MLA, train rate 0.4".
std::vector<ComparedGroup> fullyLabelled(std::span<const ReportSetting> settings);

/// Value of an axis as people read it: strings without quotes.
std::string settingValue(const nlohmann::json& value);

/// "train rate 0.4": the last part of an option's path and its value.
std::string settingText(const std::string& path, const nlohmann::json& value);

/// Colours by group id: one for each label, the same in all figures of a report.
std::map<std::string, int> reportColors(std::span<const ReportSetting> settings);

} // namespace modalscope
