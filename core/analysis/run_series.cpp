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
    return found.empty() ? modalitiesOf(*series.run) : found;
}

std::vector<std::string> modalitiesOf(const StoredRun& run)
{
    if (!run.experiment.modalities.empty())
        return run.experiment.modalities;
    std::vector<std::string> found;
    for (const auto& subset : run.metrics.namesBelow("test/subsets"))
        if (auto names = splitText(subset, '+'); names.size() > found.size())
            found = std::move(names);
    for (const char* kind : {"test/modalities", "test/probe"})
        if (found.empty())
            found = run.metrics.namesBelow(kind);
    if (found.empty())
        for (const auto& [name, kind] : run.origin.modalityKinds)
            found.push_back(name);
    return found;
}

} // namespace modalscope
