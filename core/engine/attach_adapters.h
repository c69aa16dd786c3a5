#pragma once

#include "core/engine/adapter_file.h"
#include "core/engine/missing_set.h"

#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

/// The adapter set in `adapters`, its folder or its file, when it was learned for the network in `run`, whose
/// folder is `folder`. Error: NotFound, Io, Format: no adapter set, or one of another base; InvalidInput:
/// `present` names another set of modalities (empty = that of the adapters).
Result<AdapterFile> adaptersFor(const PreparedRun& run, const std::filesystem::path& folder,
    const std::filesystem::path& adapters, const std::vector<std::string>& present);

/// Puts them on the base: the run predicts with them from now on. Error: Format: they do not fit.
Result<void> attachAdapters(PreparedRun& run, const AdapterFile& file, const MissingSet& set);

} // namespace modalscope
