#include "widgets/session/run_entry.h"

#include "core/base/text.h"

namespace modalscope {

std::string runTitle(const Experiment& experiment)
{
    auto title = experiment.name.empty() ? methodLabel(experiment.method) : experiment.name;
    if (experiment.name.empty() && !experiment.modalities.empty())
        title += " · " + joinText(experiment.modalities, ", ");
    return title + " · seed " + std::to_string(experiment.seed);
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
