#pragma once

#include "core/base/file_stamp.h"
#include "core/store/workspace.h"

#include <array>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace modalscope {

/// What `<workspace>/index.cache` remembers of the run folders, so that ten thousand of them open in a
/// second. It is never the truth: an entry counts only while every file that it was made from is as it was,
/// and a file that is missing, damaged or of another version is made anew. Used by one thread at a time.
class RunIndex {
public:
    /// Size and time of the files of a run that do not grow by themselves.
    struct Stamps {
        std::array<FileStamp, 4> files; ///< experiment.json, environment.json, status.json, metrics.json
        bool operator==(const Stamps&) const = default;
        bool isUnfinished() const { return files[2] == FileStamp(); } ///< there is no status.json yet
    };

    explicit RunIndex(const std::filesystem::path& root);

    static Stamps stampsOf(const std::filesystem::path& folder);

    /// The run as it was when its files had these stamps; its condition is that of now. Nothing when it is
    /// not known. Takes a few microseconds: an entry is understood when it is asked for.
    std::optional<StoredRun> find(const std::filesystem::path& folder, const Stamps& stamps);
    void put(const StoredRun& run, const Stamps& stamps);
    /// Entries that find() and put() have not touched are of folders that have gone: they are left out.
    /// Written only when something has changed. A workspace that cannot be written has no index.
    void save();

    using Paths = std::shared_ptr<const std::vector<std::string>>; ///< of the numbers in a metrics.json

private:
    struct Entry {
        std::string_view run; ///< its bytes, in m_text or m_added
        Stamps stamps;
        bool isUsed = false;
    };
    void read();
    std::uint32_t listOf(const RunMetrics& metrics);

    std::filesystem::path m_file;
    std::filesystem::path m_runs;
    std::string m_text; // of the file
    std::deque<std::string> m_added;
    std::vector<Paths> m_lists; // runs that measure the same share one
    std::unordered_map<const void*, std::uint32_t> m_listNumbers;
    std::unordered_map<std::string, Entry> m_entries; // by the folder's name
    bool m_isChanged = false;
};

} // namespace modalscope
