#include "core/engine/weights_keeper.h"

#include "core/engine/checkpoint.h"
#include "core/io/safetensors.h"
#include "core/store/epoch_weights.h"

#include <algorithm>

namespace modalscope {

Result<void> WeightsKeeper::epochDone(int epoch) const
{
    const auto& epochs = m_run.experiment.train.weightEpochs;
    if (std::ranges::find(epochs, epoch) == epochs.end())
        return {};
    return writeCheckpoint(m_folder / epochWeightsFile(epoch), m_run, epoch);
}

std::optional<int> WeightsKeeper::firstLost(int epoch) const
{
    std::optional<int> first;
    for (const int kept : m_run.experiment.train.weightEpochs) {
        if (kept > epoch || (first && *first < kept))
            continue;
        auto file = readSafetensors(m_folder / epochWeightsFile(kept));
        if (!file || file.value().metadata["run"] != runId(m_run.experiment, *m_run.dataset)
            || file.value().metadata["epoch"] != std::to_string(kept))
            first = kept;
    }
    return first;
}

std::vector<std::string> WeightsKeeper::files() const
{
    std::vector<std::string> names;
    for (const int epoch : m_run.experiment.train.weightEpochs)
        names.push_back(epochWeightsFile(epoch));
    return names;
}

} // namespace modalscope
