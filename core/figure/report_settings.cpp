#include "core/figure/report_settings.h"

#include "core/base/text.h"
#include "core/figure/figure_notes.h"

#include <algorithm>

namespace modalscope {
namespace {

bool isOfTheMethod(const std::string& path)
{
    return path == "method" || path.starts_with("method.") || path == "modalities";
}

/// The variant's label does not say which options of the method an axis varies beside it; which modalities
/// are there is said where it is not the encoder alone.
std::string methodText(const ComparedGroup& group)
{
    auto label = group.label;
    for (const auto& [path, value] : group.values) {
        const bool isSaid = path == "method" || path == "method.kind"
            || (path.starts_with("method.") && group.variant.empty())
            || (path == "modalities" && group.label == settingValue(value) + " alone");
        if (isOfTheMethod(path) && !isSaid)
            label += ", " + settingText(path, value);
    }
    return label;
}

std::string settingOfGroup(const ComparedGroup& group)
{
    std::vector<std::string> parts;
    for (const auto& [path, value] : group.values)
        if (!isOfTheMethod(path))
            parts.push_back(settingText(path, value));
    return joinText(parts, ", ");
}

} // namespace

std::string settingValue(const nlohmann::json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_array() && value.size() == 1 && value.front().is_string())
        return value.front().get<std::string>();
    return value.is_number_float() ? numberText(value.get<double>()) : value.dump();
}

std::string settingText(const std::string& path, const nlohmann::json& value)
{
    auto name = path.substr(path.rfind('.') + 1);
    std::replace(name.begin(), name.end(), '_', ' ');
    return name + " " + settingValue(value);
}

std::vector<ReportSetting> reportSettings(std::span<const ComparedGroup> groups)
{
    std::vector<ReportSetting> settings;
    for (const auto& group : groups) {
        const auto text = settingOfGroup(group);
        auto place = std::find_if(
            settings.begin(), settings.end(), [&](const auto& one) { return one.text == text; });
        if (place == settings.end())
            place = settings.insert(settings.end(), {text, {}});
        place->groups.push_back(group);
        place->groups.back().label = methodText(group);
    }
    return settings;
}

std::vector<ComparedGroup> fullyLabelled(std::span<const ReportSetting> settings)
{
    std::vector<ComparedGroup> groups;
    for (const auto& setting : settings)
        for (const auto& group : setting.groups) {
            groups.push_back(group);
            if (settings.size() > 1 && !setting.text.empty())
                groups.back().label += ", " + setting.text;
        }
    return groups;
}

std::map<std::string, int> reportColors(std::span<const ReportSetting> settings)
{
    GroupColors colors({});
    std::map<std::string, int> byId;
    for (const auto& setting : settings)
        for (const auto& group : setting.groups)
            byId[group.id] = colors.color(group.id, group.label);
    return byId;
}

} // namespace modalscope
