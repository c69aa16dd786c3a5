#include "core/config/json_settings.h"

#include <algorithm>

namespace modalscope {
namespace {

/// Takes out what stands at "method.hgm".
void eraseAtPath(nlohmann::json& json, const std::string& path)
{
    const auto parts = splitText(path, '.');
    auto* place = &json;
    for (std::size_t i = 0; i + 1 < parts.size() && place->is_object(); ++i)
        place = &(*place)[parts[i]];
    if (place->is_object())
        place->erase(parts.back());
}

} // namespace

Result<std::pair<std::string, nlohmann::json>> settingFromText(const std::string& assignment)
{
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
        return invalidInput(assignment + ": a setting is written path=value, for example train.epochs=3");
    const auto text = assignment.substr(equals + 1);
    auto parsed = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    return std::pair(
        assignment.substr(0, equals), parsed.is_discarded() ? nlohmann::json(text) : std::move(parsed));
}

Result<void> putSettings(nlohmann::json& json, const Settings& settings)
{
    for (const auto& [path, value] : settings) {
        if (path.empty())
            return invalidInput("\"\" is not an option; name one, for example train.epochs");
        auto* place = &json;
        for (const auto& part : splitText(path, '.')) {
            if (!place->is_object() && !place->is_null())
                return invalidInput(path + " is not an option");
            place = &(*place)[part];
        }
        *place = value;
    }
    return {};
}

bool eraseUnnamed(nlohmann::json& json, const std::vector<std::string>& names, const Settings& settings)
{
    const auto isSet = [&](const std::string& name) {
        return std::any_of(settings.begin(), settings.end(), [&](const auto& setting) {
            return (setting.first + ".").starts_with(name + ".") || name.starts_with(setting.first + ".");
        });
    };
    bool isAnySet = false;
    for (const auto& name : names) {
        isAnySet = isAnySet || isSet(name);
        if (!isSet(name))
            eraseAtPath(json, name);
    }
    return !isAnySet;
}

} // namespace modalscope
