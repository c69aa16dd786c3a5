#pragma once

#include "widgets/forms/option_model.h"

#include <string>
#include <vector>

namespace modalscope {

/// Values inside JSON objects by path: "schedule.kind".
const nlohmann::json* valueAt(
    const nlohmann::json& values, const std::string& path); ///< null when there is none
void setValueAt(nlohmann::json& values, const std::string& path, nlohmann::json value);
void eraseValueAt(nlohmann::json& values, const std::string& path);

std::string joinedPath(const std::string& path, const std::string& name);

/// One field that is not a group, with its path.
struct OptionLeaf {
    std::string path;
    const OptionField* field;
};
std::vector<OptionLeaf> leavesOf(const std::vector<OptionField>& fields, const std::string& path = {});

/// The longest of `paths` that `message` speaks of, also behind a file's name or an outer path; empty when
/// none.
std::string pathIn(const std::string& message, const std::vector<std::string>& paths);

} // namespace modalscope
