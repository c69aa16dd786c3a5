#pragma once

#include "core/config/json_options.h"

#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// Values by the paths of their options: {"train.epochs", 3}.
using Settings = std::vector<std::pair<std::string, nlohmann::json>>;

/// "train.epochs=3" as a setting: the text behind = is JSON, or plain text when it is none. Error:
/// InvalidInput.
Result<std::pair<std::string, nlohmann::json>> settingFromText(const std::string& assignment);

/// Puts the values where their paths lead. Error: InvalidInput: a path leads into what is no object.
Result<void> putSettings(nlohmann::json& json, const Settings& settings);

/// Takes those of `names` away that no setting names; false when a setting names one, or there are none.
bool eraseUnnamed(nlohmann::json& json, const std::vector<std::string>& names, const Settings& settings);

/// Sets all of them at once. A new kind has other options: those of the old kind fall away, but what is set
/// must exist. Error: InvalidInput as from a file.
template <class Options>
Result<Options> optionsWithSettings(const Options& options, const Settings& settings)
{
    auto json = toJson(options);
    if (auto put = putSettings(json, settings); !put)
        return put.error();
    JsonReader::Unknown unknown;
    auto changed = fromJson<Options>(json, {}, &unknown);
    if (!changed || unknown.empty())
        return changed;
    return eraseUnnamed(json, unknown, settings) ? changed : fromJson<Options>(json); // for its advice
}

/// The same with one assignment. A text that happens to be a number is tried as a text too.
template <class Options>
Result<Options> optionsWithSetting(const Options& options, const std::string& assignment)
{
    const auto setting = settingFromText(assignment);
    if (!setting)
        return setting.error();
    auto changed = optionsWithSettings(options, {setting.value()});
    if (!changed && !setting.value().second.is_string()) {
        const auto text = assignment.substr(assignment.find('=') + 1);
        if (auto again = optionsWithSettings(options, {{setting.value().first, text}}))
            return again;
    }
    return changed;
}

} // namespace modalscope
