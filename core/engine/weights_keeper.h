#pragma once

#include "core/engine/prepared_run.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// Keeps the weights in the folder of a run after the epochs that train.weight_epochs names, as
/// checkpoint.safetensors has them; 0 is the network that the training starts from, standardisers included.
class WeightsKeeper {
public:
    WeightsKeeper(const PreparedRun& run, std::filesystem::path folder)
        : m_run(run)
        , m_folder(std::move(folder))
    { }

    /// Nothing to do for an epoch that is not named. Error: Io.
    Result<void> epochDone(int epoch) const;

    /// The first epoch up to `epoch` whose file should be there and is not, or is of another run.
    std::optional<int> firstLost(int epoch) const;
    std::vector<std::string> files() const; ///< names, of all epochs

private:
    const PreparedRun& m_run;
    std::filesystem::path m_folder;
};

} // namespace modalscope
