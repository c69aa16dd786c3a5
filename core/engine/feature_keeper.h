#pragma once

#include "core/engine/prepared_run.h"
#include "core/run/run_context.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// Keeps features in the folder of a run after the epochs that train.feature_epochs names: of valid and of
/// test, of train.feature_samples samples each. These are the same in every run on a dataset, so that runs
/// can be laid beside each other. Labels of test are written, never compared: nothing is chosen by them.
class FeatureKeeper {
public:
    FeatureKeeper(PreparedRun& run, std::filesystem::path folder)
        : m_run(run)
        , m_folder(std::move(folder))
    { }

    /// Nothing to do for an epoch that is not named. Error: Cancelled between two batches; Io.
    Result<void> epochDone(int epoch, const RunContext& context);

    /// The first epoch up to `epoch` whose file should be there and is not; 0 = all are there.
    int firstLost(int epoch) const;
    std::vector<std::string> files() const; ///< names, of all epochs

private:
    struct Reading {
        std::vector<int> rows;
        std::unique_ptr<BatchLoader> loader;
    };
    Result<void> open();

    PreparedRun& m_run;
    std::filesystem::path m_folder;
    std::map<std::string, Reading> m_splits; // made when they are first needed
};

/// The rows of a split of `size` samples of which features are kept: at most `most`, 0 = all; rising.
std::vector<int> rowsToKeep(const std::string& split, std::int64_t size, std::int64_t most);

} // namespace modalscope
