#pragma once

#include "core/base/result.h"
#include "core/experiment/experiment.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

/// One file of results that is to become a run.
struct ResultsImport {
    std::filesystem::path file;
    std::string name;
    std::uint64_t seed = 0;
    ImportedFusion fusion = ImportedFusion::File;
};

/// Makes a run of each file in the workspace, in a process of its own (`modalscope-cli import`) where that
/// program lies beside this one, because a damaged file can crash HDF5. For a thread of its own. Error: that
/// of the first file that fails, one sentence; those before it are runs then. Cancelled.
Result<void> importResults(const std::filesystem::path& workspace, const std::vector<ResultsImport>& asked,
    const RunContext& context);

} // namespace modalscope
