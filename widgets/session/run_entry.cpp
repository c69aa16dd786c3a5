#include "widgets/session/run_entry.h"

#include "core/base/text.h"

namespace modalscope {

std::string groupTitle(const Experiment& experiment)
{
    const auto method = methodLabel(experiment.method);
    return experiment.modalities.empty() ? method : method + " · " + joinText(experiment.modalities, ", ");
}

std::string runTitle(const Experiment& experiment)
{
    return groupTitle(experiment) + " · seed " + std::to_string(experiment.seed);
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
