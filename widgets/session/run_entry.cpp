#include "widgets/session/run_entry.h"

#include "core/base/text.h"
#include "core/experiment/ablation_study.h"

namespace modalscope {

std::string groupTitle(const Experiment& experiment)
{
    const auto method = variantTitle(experiment.method);
    return experiment.modalities.empty() ? method : method + " · " + joinText(experiment.modalities, ", ");
}

std::string runTitle(const Experiment& experiment)
{
    return groupTitle(experiment) + " · seed " + std::to_string(experiment.seed);
}

std::string datasetFile(const StoredRun& run)
{
    const std::filesystem::path named = run.experiment.dataset;
    const auto workspace = run.folder.parent_path().parent_path();
    std::error_code code;
    for (const auto& place :
        {named, std::filesystem::path(run.origin.datasetPath), workspace / named.filename()})
        if (!place.empty() && std::filesystem::is_regular_file(place, code))
            return place.string();
    return run.origin.datasetPath.empty() ? named.string() : run.origin.datasetPath;
}

std::string RunEntry::title() const
{
    return runTitle(run.experiment);
}

std::string RunEntry::stateText() const
{
    return queued && !isDone(*queued) ? labelOf(*queued) : labelOf(run.condition);
}

} // namespace modalscope
