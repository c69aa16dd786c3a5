#pragma once

#include "core/config/option_help.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// Every option that an axis can vary, those that are varied often first.
const std::vector<OptionHelp>& axisOptions();

/// Paths of those that are varied often; the first of `axisOptions`.
std::span<const std::string_view> usualAxes();

/// Null for a path that is not among them, as of an option that only one kind of another has.
const OptionHelp* axisOption(std::string_view path);

/// Values for an axis that are taken often.
struct AxisPreset {
    std::string label;
    std::string values; ///< as for addAxisValues
};
std::vector<AxisPreset> axisPresets(std::string_view path);

} // namespace modalscope
