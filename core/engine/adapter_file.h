#pragma once

#include "core/adapters/adapt_options.h"
#include "core/base/libtorch.h"
#include "core/run/history.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>

namespace modalscope {

/// What adapter.safetensors holds: Δ, and in its metadata what it belongs to.
struct AdapterFile {
    std::string base; ///< SHA-256 of the base's weights
    AdaptOptions options;
    std::map<std::string, torch::Tensor> tensors;
};

/// Writes a whole adapter folder beside its place and renames it. Error: Io.
Result<void> writeAdapterFolder(const std::filesystem::path& folder, const AdapterFile& file,
    const History& history, const nlohmann::json& metrics);

/// Error: NotFound, Io, Format: the file is damaged or no adapter set.
Result<AdapterFile> readAdapterFile(const std::filesystem::path& path);

/// Whether these options made what is in the folder, on the weights with the SHA-256 `base`; false when it is
/// not there. The order of modalities does not matter. Error: InvalidInput when other options made it or on
/// other weights, Format and NotFound when it is damaged.
Result<bool> isStored(
    const std::filesystem::path& folder, const AdaptOptions& options, const std::string& base);

} // namespace modalscope
