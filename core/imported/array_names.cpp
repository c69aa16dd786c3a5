#include "core/imported/array_names.h"

#include "core/base/text.h"

#include <array>
#include <utility>

namespace modalscope {
namespace {

constexpr std::array<std::pair<std::string_view, ResultKind>, 4> kKinds{
    {{"features", ResultKind::Features}, {"logits", ResultKind::Logits},
        {"probabilities", ResultKind::Probabilities}, {"presence", ResultKind::Presence}}};
constexpr std::string_view kLabels = "labels";

/// "logits" and "audio", or "logits_audio".
std::optional<ResultArray> modalityArray(std::string_view kind, std::string_view modality)
{
    for (const auto& [text, value] : kKinds)
        if (kind == text && !modality.empty())
            return ResultArray{{}, value, std::string(modality)};
    return std::nullopt;
}

std::optional<ResultArray> flatArray(std::string_view name)
{
    const auto end = name.find('_');
    return end == std::string_view::npos ? std::nullopt
                                         : modalityArray(name.substr(0, end), name.substr(end + 1));
}

} // namespace

std::optional<ResultArray> resultArray(std::string_view name)
{
    if (name.starts_with('/'))
        name.remove_prefix(1);
    const auto parts = splitText(name, '/');
    std::optional<ResultArray> found;
    if (parts.size() == 1)
        found = parts[0] == kLabels ? ResultArray{} : flatArray(parts[0]);
    else if (parts.size() == 2)
        found = modalityArray(parts[0], parts[1]);
    if (found || parts.empty() || parts[0].empty())
        return found;
    if (parts.size() == 2)
        found = parts[1] == kLabels ? ResultArray{} : flatArray(parts[1]);
    else if (parts.size() == 3)
        found = modalityArray(parts[1], parts[2]);
    if (found)
        found->split = parts[0];
    return found;
}

} // namespace modalscope
