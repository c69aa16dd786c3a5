#pragma once

#include "core/experiment/experiment.h"
#include "core/imported/results_file.h"
#include "core/run/run_context.h"
#include "core/store/workspace.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// What is said of a file of results that is to become a run.
struct ImportRequest {
    std::filesystem::path workspace; ///< its root; made when it is not there
    std::string name = {}; ///< of the run; empty = that of the file
    std::string method = {}; ///< what it is called in figures and tables; empty = the name
    std::uint64_t seed = 0; ///< runs of one method and the same samples that differ in it are one group
    std::optional<ImportedFusion> fusion = {}; ///< none or File = as the file has it, else the mean
    std::vector<double> missingRates = {0, 0.2, 0.4, 0.6}; ///< computed from the logits where that can be
    MissingProtocol protocol = MissingProtocol::Gcnet; ///< how cells are hidden
    std::string hiddenModality = {}; ///< one-modality: which one
    std::shared_ptr<const Dataset> dataset = {}; ///< that the samples are of; null = not known here
    std::string command = {}; ///< what the user did
};

struct ImportedRun {
    std::filesystem::path folder;
    std::string id;
    bool wasThere = false; ///< the same file was imported with the same settings before
    std::vector<std::string> notes = {}; ///< one sentence each: how it was fused, what was left out
};

/// Makes the folder of a finished run without a network: experiment, environment, status, metrics,
/// predictions, features and conditions as of a trained run. Runs of the same samples have the same dataset
/// fingerprint: SHA-256 over the labels of every split, or that of `dataset`, which must have the same
/// labels. Error: InvalidInput, also when the workspace has another file of that method and
/// seed; Io; Numeric; Cancelled. Nothing is left behind then.
Result<ImportedRun> importRun(const ImportRequest& request, ResultsFile file, const RunContext& context);

} // namespace modalscope
