#include "widgets/cloud/cloud_look.h"

#include "core/config/json_options.h"

#include <array>

namespace modalscope {

std::span<const Choice<CloudColors>> choices(CloudColors)
{
    static constexpr std::array<Choice<CloudColors>, 2> kAll{{
        {CloudColors::Sequential, "sequential", "from low to high"},
        {CloudColors::Diverging, "diverging", "two ways from the middle"},
    }};
    return kAll;
}

std::span<const Choice<CloudLabels>> choices(CloudLabels)
{
    static constexpr std::array<Choice<CloudLabels>, 3> kAll{{
        {CloudLabels::None, "none", "none"},
        {CloudLabels::Selected, "selected", "selected samples"},
        {CloudLabels::Classes, "classes", "classes"},
    }};
    return kAll;
}

std::string toJson(const CloudView& view)
{
    return JsonWriter::toValue(view).dump(2);
}

Result<CloudView> cloudViewFromJson(const std::string& text)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded())
        return Error{ErrorKind::Format, "the saved view of the point cloud is no JSON"};
    CloudView view;
    JsonReader reader(json, "");
    describe(view, reader);
    if (auto error = reader.finish())
        return *error;
    return view;
}

} // namespace modalscope
