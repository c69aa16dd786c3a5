#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// What a file was when its run ended.
struct FileMark {
    std::string sha256;
    std::int64_t bytes = 0;
    bool operator==(const FileMark&) const = default;
};

/// SHA-256 and size of a file, read in pieces. Remembered by the file's stamp, so that asking often is cheap.
/// Error: NotFound, Io.
Result<FileMark> markOf(const std::filesystem::path& path);

/// The marks in manifest.json of a run's folder by file name; nothing when there is none: the run has not
/// finished, or is of an earlier version. Error: Format, naming the file; Io.
Result<std::optional<std::map<std::string, FileMark>>> readManifest(const std::filesystem::path& folder);

/// Marks those of `names` that are there: the last thing that a run writes before it calls itself finished.
/// Error: Io.
Result<void> writeManifest(const std::filesystem::path& folder, const std::vector<std::string>& names);
/// Before a run writes its files again. Error: Io.
Result<void> removeManifest(const std::filesystem::path& folder);

/// Lets `write` replace one file of a finished run and marks what it is then. A crash at any instant leaves a
/// manifest that is right: the file is not in it while it changes. Error: of `write`; Io.
Result<void> replaceMarked(
    const std::filesystem::path& folder, const std::string& name, const std::function<Result<void>()>& write);

/// Whether a file of a run's folder still is what the run wrote. Fine when its folder has no manifest, or one
/// without it. Error: Format, "FILE: is not what the run wrote ...; bring the file back from a copy ...";
/// NotFound, Io.
Result<void> checkMarked(const std::filesystem::path& file);

/// All marked files of a folder.
struct ManifestCheck {
    bool isThere = false; ///< runs of earlier versions have no manifest
    std::size_t files = 0;
    std::vector<std::string> problems; ///< one sentence each
};
ManifestCheck checkManifest(const std::filesystem::path& folder);

} // namespace modalscope
