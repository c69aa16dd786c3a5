#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

enum class ExportKind {
    Safetensors, ///< one file for Python's safetensors and many others
    Npz, ///< one file for numpy.load
    Python ///< a folder: model.py, which builds the network in PyTorch, and weights.safetensors
};
std::span<const Choice<ExportKind>> choices(ExportKind);

struct ExportRequest {
    std::filesystem::path run; ///< folder of a finished run
    ExportKind kind = ExportKind::Safetensors;
    /// File or folder to write; of a folder that exists, for one file, the file `<run id>.<kind>` in it.
    /// Empty: `<run id>.safetensors`, `<run id>.npz` or the folder `<run id>` in the current folder.
    std::filesystem::path out;
    bool replaces = false; ///< files that exist
};

struct ExportedFiles {
    std::string run; ///< its id
    std::vector<std::filesystem::path> files;
    std::int64_t tensors = 0, values = 0;
    std::vector<std::string> notes = {}; ///< what the export cannot do, a sentence each
};

/// Writes the weights of a run, with its standardisers, for use outside of ModalScope. Error: as
/// readExportedRun; InvalidInput: a file exists, or there is no Python code for the run; Io.
Result<ExportedFiles> exportRun(const ExportRequest& request);

} // namespace modalscope
