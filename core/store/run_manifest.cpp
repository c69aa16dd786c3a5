#include "core/store/run_manifest.h"

#include "core/base/atomic_file.h"
#include "core/base/file_stamp.h"
#include "core/base/sha256.h"
#include "core/config/json_options.h"
#include "core/io/byte_source.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <mutex>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "manifest.json";
constexpr std::uint64_t kHashedPiece = std::uint64_t(1) << 20;
constexpr std::size_t kMostRemembered = 4096;
constexpr std::int64_t kSettled = 1'000'000'000; // ns; a file may change twice within one tick of its clock

/// Marks by path, of files that have not changed since.
class KnownMarks {
public:
    std::optional<FileMark> find(const std::string& path, const FileStamp& stamp) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_marks.find(path);
        return found != m_marks.end() && found->second.first == stamp ? std::optional(found->second.second)
                                                                      : std::nullopt;
    }
    void keep(const std::string& path, const FileStamp& stamp, const FileMark& mark)
    {
        const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::system_clock::now().time_since_epoch());
        if (now.count() - stamp.changed < kSettled)
            return;
        const std::lock_guard lock(m_mutex);
        if (m_marks.size() >= kMostRemembered)
            m_marks.clear();
        m_marks[path] = {stamp, mark};
    }

private:
    mutable std::mutex m_mutex;
    std::map<std::string, std::pair<FileStamp, FileMark>> m_marks;
};

KnownMarks& knownMarks()
{
    static KnownMarks marks;
    return marks;
}

Result<void> writeMarks(const fs::path& folder, const std::map<std::string, FileMark>& marks)
{
    auto files = nlohmann::json::object();
    for (const auto& [name, mark] : marks)
        files[name] = {{"sha256", mark.sha256}, {"bytes", mark.bytes}};
    const nlohmann::json manifest{{"format", 1}, {"files", std::move(files)}};
    return writeFileAtomically(folder / kManifest, manifest.dump(2) + "\n");
}

std::optional<std::map<std::string, FileMark>> marksFrom(const nlohmann::json& manifest)
{
    if (!manifest.is_object() || !manifest.contains("files") || !manifest["files"].is_object())
        return std::nullopt;
    std::map<std::string, FileMark> marks;
    for (const auto& [name, entry] : manifest["files"].items()) {
        const bool isMark = entry.is_object() && entry.contains("sha256") && entry["sha256"].is_string()
            && entry.contains("bytes") && entry["bytes"].is_number_integer();
        if (!isMark || name.empty() || fs::path(name).filename() != name)
            return std::nullopt;
        marks[name] = {entry["sha256"].get<std::string>(), entry["bytes"].get<std::int64_t>()};
    }
    return marks;
}

Result<void> checkAgainst(const fs::path& file, const FileMark& written)
{
    std::error_code code;
    const auto size = fs::file_size(file, code); // a file that was cut short is not read for it
    const auto now = code || std::int64_t(size) == written.bytes
        ? markOf(file)
        : Result<FileMark>(FileMark{"", std::int64_t(size)});
    if (!now && now.error().kind == ErrorKind::NotFound)
        return Error{ErrorKind::NotFound,
            file.string() + ": is missing; bring the file back from a copy, or train the run again"};
    if (!now)
        return now.error();
    if (now.value() == written)
        return {};
    const auto how = now.value().bytes == written.bytes
        ? std::string("its SHA-256 differs from that in manifest.json")
        : "it has " + std::to_string(now.value().bytes) + " bytes and had " + std::to_string(written.bytes);
    return Error{ErrorKind::Format,
        file.string() + ": is not what the run wrote (" + how
            + "); bring the file back from a copy, or train the run again"};
}

} // namespace

Result<FileMark> markOf(const fs::path& path)
{
    const auto stamp = readFileStamp(path);
    if (!stamp)
        return stamp.error();
    std::error_code code;
    const auto key = fs::absolute(path, code).string();
    if (auto known = knownMarks().find(key, stamp.value()))
        return *known;
    const auto source = ByteSource::ofFile(path);
    if (!source)
        return source.error();
    const auto size = source.value()->size();
    Sha256 sum;
    std::string piece;
    for (std::uint64_t at = 0; at < size; at += piece.size()) {
        piece.resize(std::size_t(std::min(kHashedPiece, size - at)));
        if (auto read = source.value()->read(at, std::as_writable_bytes(std::span(piece))); !read)
            return read.error();
        sum.add(piece);
    }
    FileMark mark{sum.hex(), std::int64_t(size)};
    knownMarks().keep(key, stamp.value(), mark);
    return mark;
}

Result<std::optional<std::map<std::string, FileMark>>> readManifest(const fs::path& folder)
{
    using Marks = std::map<std::string, FileMark>;
    const auto path = folder / kManifest;
    const auto text = readFile(path);
    if (!text)
        return text.error().kind == ErrorKind::NotFound ? Result<std::optional<Marks>>(std::optional<Marks>())
                                                        : text.error();
    const auto json = parseJson(text.value(), path.string());
    auto marks = json ? marksFrom(json.value()) : std::nullopt;
    if (!marks)
        return Error{ErrorKind::Format,
            path.string()
                + ": is damaged, so that the run's files cannot be checked; bring it back from a copy, or "
                  "delete "
                  "it to use them unchecked"};
    return std::optional<Marks>(std::move(*marks));
}

Result<void> writeManifest(const fs::path& folder, const std::vector<std::string>& names)
{
    std::map<std::string, FileMark> marks;
    for (const auto& name : names) {
        auto mark = markOf(folder / name);
        if (mark)
            marks[name] = std::move(mark).value();
        else if (mark.error().kind != ErrorKind::NotFound)
            return mark.error();
    }
    return writeMarks(folder, marks);
}

Result<void> removeManifest(const fs::path& folder)
{
    std::error_code code;
    fs::remove(folder / kManifest, code);
    if (code)
        return Error{ErrorKind::Io, (folder / kManifest).string() + ": cannot be removed: " + code.message()};
    return {};
}

Result<void> replaceMarked(
    const fs::path& folder, const std::string& name, const std::function<Result<void>()>& write)
{
    auto manifest = readManifest(folder);
    if (!manifest)
        return manifest.error();
    auto& marks = manifest.value();
    const bool isMarked = marks && marks->erase(name) > 0;
    if (isMarked)
        if (auto written = writeMarks(folder, *marks); !written)
            return written;
    if (auto written = write(); !written || !marks)
        return written;
    auto mark = markOf(folder / name);
    if (!mark)
        return mark.error();
    (*marks)[name] = std::move(mark).value();
    return writeMarks(folder, *marks);
}

Result<void> checkMarked(const fs::path& file)
{
    const auto manifest = readManifest(file.parent_path());
    if (!manifest)
        return manifest.error();
    if (!manifest.value())
        return {};
    const auto found = manifest.value()->find(file.filename().string());
    return found == manifest.value()->end() ? Result<void>() : checkAgainst(file, found->second);
}

ManifestCheck checkManifest(const fs::path& folder)
{
    ManifestCheck check;
    const auto manifest = readManifest(folder);
    check.isThere = !manifest || manifest.value();
    if (!manifest)
        check.problems.push_back(manifest.error().message);
    if (!manifest || !manifest.value())
        return check;
    for (const auto& [name, mark] : *manifest.value()) {
        ++check.files;
        if (auto same = checkAgainst(folder / name, mark); !same)
            check.problems.push_back(same.error().message);
    }
    return check;
}

} // namespace modalscope
