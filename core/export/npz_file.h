#pragma once

#include "core/base/result.h"
#include "core/io/safetensors.h"

#include <filesystem>
#include <map>
#include <string>

namespace modalscope {

/// An archive that numpy.load reads, each tensor under its name, not compressed; written beside and renamed.
/// Error: Io; InvalidInput: a type that NumPy does not have, or more than an archive of this form can hold
/// (4 GB).
Result<void> writeNpz(const std::filesystem::path& path, const std::map<std::string, TensorBytes>& tensors);

} // namespace modalscope
