#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>

namespace modalscope {

/// What tells one state of a file from another without reading it.
struct FileStamp {
    std::uint64_t device = 0, inode = 0;
    std::int64_t size = 0; ///< bytes
    std::int64_t changed = 0; ///< time of the last change of its contents, nanoseconds since 1970
    bool operator==(const FileStamp&) const = default;
};

/// Error: NotFound, Io.
Result<FileStamp> readFileStamp(const std::filesystem::path& path);

/// Whether `path` still is the file that had this stamp. Error: NotFound when it has gone, InvalidInput when
/// it has changed: "FILE: has changed since it was opened; open it again".
Result<void> checkFileStamp(const std::filesystem::path& path, const FileStamp& stamp);

} // namespace modalscope
