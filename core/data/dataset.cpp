#include "core/data/dataset.h"

#include <algorithm>
#include <array>

namespace modalscope {

std::span<const Choice<Task>> choices(Task)
{
    static constexpr std::array<Choice<Task>, 3> all{{
        {Task::Classification, "classification", "classification"},
        {Task::Regression, "regression", "regression"},
        {Task::Segmentation, "segmentation", "segmentation"},
    }};
    return all;
}

const Split* Dataset::split(const std::string& splitName) const
{
    const auto found
        = std::find_if(splits.begin(), splits.end(), [&](const auto& s) { return s.name == splitName; });
    return found == splits.end() ? nullptr : &*found;
}

int Dataset::modalityIndex(const std::string& modalityName) const
{
    const auto found = std::find_if(
        modalities.begin(), modalities.end(), [&](const auto& m) { return m.name == modalityName; });
    return found == modalities.end() ? -1 : int(found - modalities.begin());
}

const Modality* Dataset::modality(const std::string& modalityName) const
{
    const int index = modalityIndex(modalityName);
    return index < 0 ? nullptr : &modalities[std::size_t(index)];
}

std::string Dataset::modalityList() const
{
    std::string list;
    for (const auto& modality : modalities)
        list += (list.empty() ? "" : ", ") + modality.name;
    return list;
}

} // namespace modalscope
