#include "app/pages/typed_values.h"

#include "core/base/text.h"
#include "core/experiment/axis_values.h"

#include <span>
#include <vector>

namespace modalscope {
namespace {

constexpr const char* kBlank = " \t\n";

/// In parts that are each taken or refused: a list or an object in JSON is one value.
std::vector<std::string> typedParts(std::string_view typed)
{
    const auto start = typed.find_first_not_of(kBlank);
    if (start != std::string_view::npos && (typed[start] == '[' || typed[start] == '{'))
        return {std::string(typed)};
    std::vector<std::string> parts;
    for (const auto& part : splitText(typed, ',')) {
        const auto first = part.find_first_not_of(kBlank);
        if (first != std::string::npos)
            parts.push_back(part.substr(first, part.find_last_not_of(kBlank) - first + 1));
    }
    return parts;
}

/// In halves: of many values with a bad one among them most are taken at once.
void takeParts(StudyAxis& axis, std::span<const std::string> parts, const RunGrid& grid, RefusedText& refused)
{
    if (parts.empty())
        return;
    const auto added = addAxisValues(axis, joinText(parts, ","), grid);
    if (added)
        return;
    if (parts.size() > 1) {
        takeParts(axis, parts.first(parts.size() / 2), grid, refused);
        takeParts(axis, parts.subspan(parts.size() / 2), grid, refused);
        return;
    }
    refused.text += (refused.text.empty() ? "" : ", ") + parts.front();
    if (refused.why.empty())
        refused.why = added.error().message;
}

} // namespace

RefusedText takeTypedValues(StudyAxis& axis, std::string_view typed, const RunGrid& grid)
{
    RefusedText refused;
    takeParts(axis, typedParts(typed), grid, refused);
    return refused;
}

} // namespace modalscope
