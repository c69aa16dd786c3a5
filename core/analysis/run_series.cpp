#include "core/analysis/run_series.h"

#include <algorithm>

namespace modalscope {

std::vector<std::string> modalitiesOf(const RunSeries& series)
{
    if (!series.run->experiment.modalities.empty())
        return series.run->experiment.modalities;
    std::vector<std::string> found;
    const auto add = [&](const std::string& name) {
        if (name != "fused" && std::find(found.begin(), found.end(), name) == found.end())
            found.push_back(name);
    };
    for (const auto& column : series.history->names()) {
        const auto parts = splitText(column, '/');
        const bool ofModality = parts.size() == 3
            && (parts.front() == "train" || parts.front() == "valid" || parts.front() == "gradient");
        if (ofModality)
            add(parts[1]);
    }
    if (!found.empty())
        return found;
    const auto& metrics = series.run->metrics;
    for (const char* kind : {"modalities", "probe"}) {
        const auto pointer = nlohmann::json::json_pointer(std::string("/splits/test/") + kind);
        if (metrics.is_object() && metrics.contains(pointer))
            for (const auto& [name, value] : metrics[pointer].items())
                add(name);
    }
    return found;
}

} // namespace modalscope
