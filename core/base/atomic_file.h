#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace modalscope {

/// What a file that has been written survives.
enum class Durability {
    Machine, ///< a power cut: synced to the disk, which takes milliseconds
    Process ///< the end of the process at any instant; a power cut within seconds may lose or tear it
};

/// Replaces `path` by `bytes` so that a reader, or a crash at any instant, sees the old file or the
/// new one, never a mixture: writes beside, syncs, renames, syncs the folder. Error: Io, naming the
/// path and the system's reason.
Result<void> writeFileAtomically(
    const std::filesystem::path& path, std::string_view bytes, Durability durability = Durability::Machine);

/// The same for writers that need a path of their own (HDF5): `write` fills the file it is given,
/// beside `path`.
Result<void> writeFileAtomically(const std::filesystem::path& path,
    const std::function<Result<void>(const std::filesystem::path& beside)>& write,
    Durability durability = Durability::Machine);

/// Makes what is in an existing file survive a power cut. Error: NotFound, Io.
Result<void> syncFile(const std::filesystem::path& path);

/// Whole contents of a file. Error: NotFound, Io.
Result<std::string> readFile(const std::filesystem::path& path);

} // namespace modalscope
