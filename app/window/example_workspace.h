#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace modalscope {

/// The example project that comes with the program, read-only; empty when it was not installed.
std::filesystem::path shippedExample();

/// Where the user's copy of it lies: `<data folder>/ModalScope/Example`.
std::filesystem::path userExample();

/// Copies `from` to `to` unless `to` has runs already; what is missing there is added beside, and never half
/// a run. Not for the GUI thread. Error: NotFound, Io.
Result<void> copyExample(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace modalscope
