#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>

namespace modalscope {

/// Limits of the process that looks at a file first.
struct ProbeOptions {
    std::int64_t addressBytes = std::int64_t(16) << 30; ///< address space, libraries included
    int cpuSeconds = 300;
    double seconds = 600; ///< of waiting
    std::string command = "info"; ///< of `program`; "inspect" for weights
};

/// Reads `file` in a process of its own, so that a damaged or hostile file cannot take this one along when
/// HDF5 crashes on it: runs `program COMMAND FILE --json`, which answers 0 (read), or 2 with one line "error:
/// ..." (refused). A file that is refused there should not be read here: HDF5 is least safe on its way out of
/// an error. Error: InvalidInput, the sentence of the refusal; Format, "FILE: reading it crashed the HDF5
/// library; ..."; Io when `program` cannot be started or takes too long; Cancelled.
Result<void> probeDataset(const std::filesystem::path& file, const std::filesystem::path& program,
    const ProbeOptions& options = {}, const std::stop_token& stop = {});

} // namespace modalscope
