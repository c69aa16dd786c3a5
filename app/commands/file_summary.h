#pragma once

#include "core/data/dataset.h"
#include "core/run/run_context.h"
#include "core/store/workspace.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace modalscope {

/// What a file or folder is, for people and for scripts.
struct FileSummary {
    nlohmann::json
        json; ///< "kind": dataset, run, workspace, experiment or checkpoint; "path"; and what belongs to it
    std::string text; ///< lines
};

/// Looks at what lies there: a folder with a status.json is a run, one with runs/ a workspace; a file is told
/// by its contents. Error: as from the reader of that kind; NotFound.
Result<FileSummary> summarizeFile(const std::filesystem::path& path, const RunContext& context);

FileSummary summaryOf(const Dataset& dataset);
FileSummary summaryOf(const StoredRun& run);

} // namespace modalscope
