#pragma once

#include "core/base/result.h"
#include "core/data/modality.h"
#include "core/experiment/experiment.h"
#include "core/io/safetensors.h"

#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

/// What is needed of a finished run to build its network elsewhere; its dataset is not.
struct ExportedRun {
    std::string id;
    Experiment experiment;
    std::vector<Modality> modalities; ///< of the run, in order; name, kind and shape
    std::vector<std::string> classNames; ///< empty for regression
    /// Weights under plain names, and `standardizer.<modality>.mean` and `.deviation`. Metadata as the run's
    /// checkpoint has them, with the format that Python's readers expect.
    Safetensors weights;

    const TensorBytes* tensor(const std::string& name) const; ///< null when there is none
};

/// Reads the kept weights of the run in `folder`. Error: InvalidInput: no run folder, or an imported run;
/// NotFound or Format: no checkpoint, or not the one that the run wrote.
Result<ExportedRun> readExportedRun(const std::filesystem::path& folder);

} // namespace modalscope
