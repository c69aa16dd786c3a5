#include "core/io/zip_directory.h"

#include "core/base/text.h"

#include <algorithm>
#include <optional>

namespace modalscope {
namespace {

constexpr std::uint64_t kEndBytes = 22, kEnd64Bytes = 56, kLocatorBytes = 20, kEntryBytes = 46,
                        kLocalBytes = 30;
constexpr std::uint64_t kLongestComment = 65535;
constexpr std::uint64_t kMostEntries = 200'000;
constexpr std::uint64_t kFull32 = 0xffffffff, kFull16 = 0xffff; // the value is in the 64-bit part

struct DirectoryPlace {
    std::uint64_t begin = 0, end = 0, entries = 0;
};

/// An entry with where its own header starts.
struct PlacedEntry {
    ZipEntry entry;
    std::uint64_t header = 0;
};

Error zipError(std::string what)
{
    return {ErrorKind::Format, std::move(what)};
}

Result<std::string> readPart(const ByteSource& source, std::uint64_t offset, std::uint64_t count)
{
    if (offset > source.size() || count > source.size() - offset)
        return zipError("is cut short, or no zip archive");
    std::string bytes(std::size_t(count), '\0');
    if (auto read = source.read(offset, std::as_writable_bytes(std::span(bytes))); !read)
        return read.error();
    return bytes;
}

std::uint64_t numberAt(std::string_view bytes, std::size_t at, std::size_t count)
{
    return littleEndian(bytes.substr(at, count));
}

/// The 64-bit end record in front of the plain one at `end`, when there is one.
Result<std::optional<DirectoryPlace>> findDirectory64(const ByteSource& source, std::uint64_t end)
{
    if (end < kLocatorBytes + kEnd64Bytes)
        return std::optional<DirectoryPlace>();
    const auto locator = readPart(source, end - kLocatorBytes, kLocatorBytes);
    if (!locator)
        return locator.error();
    if (!locator.value().starts_with("PK\x06\x07"))
        return std::optional<DirectoryPlace>();
    const auto at = numberAt(locator.value(), 8, 8);
    if (at != end - kLocatorBytes - kEnd64Bytes)
        return zipError("has an end record that is not at its end");
    const auto record = readPart(source, at, kEnd64Bytes);
    if (!record)
        return record.error();
    const auto number = [&](std::size_t place) { return numberAt(record.value(), place, 8); };
    if (!record.value().starts_with("PK\x06\x06") || number(24) != number(32))
        return zipError("has a damaged end record");
    return std::optional(DirectoryPlace{number(48), at, number(32)});
}

Result<DirectoryPlace> findDirectory(const ByteSource& source)
{
    const auto tailBytes = std::min(source.size(), kEndBytes + kLongestComment);
    const auto tail = readPart(source, source.size() - tailBytes, tailBytes);
    if (!tail)
        return tail.error();
    // The one whose comment ends with the file.
    auto at = tail.value().rfind("PK\x05\x06");
    while (at != std::string::npos && at > 0
        && (at + kEndBytes > tailBytes || at + kEndBytes + numberAt(tail.value(), at + 20, 2) != tailBytes))
        at = tail.value().rfind("PK\x05\x06", at - 1);
    if (at == std::string::npos || at + kEndBytes > tailBytes
        || at + kEndBytes + numberAt(tail.value(), at + 20, 2) != tailBytes)
        return zipError("is a zip archive without an end: it is cut short");
    const auto number
        = [&](std::size_t place, std::size_t count) { return numberAt(tail.value(), at + place, count); };
    if (number(4, 2) != 0 || number(6, 2) != 0 || number(8, 2) != number(10, 2))
        return zipError("is a part of a zip archive in several files");
    const auto end = source.size() - tailBytes + at;
    DirectoryPlace place{number(16, 4), end, number(10, 2)};
    const auto bytes = number(12, 4);
    const auto place64 = findDirectory64(source, end);
    if (!place64)
        return place64.error();
    if (place64.value()) {
        const auto& large = *place64.value();
        if ((place.begin != kFull32 && place.begin != large.begin)
            || (place.entries != kFull16 && place.entries != large.entries))
            return zipError("has two end records that differ");
        place = large;
    }
    if (place.begin > place.end || (!place64.value() && bytes != place.end - place.begin))
        return zipError("has a directory that is not in front of its end");
    if (place.entries > kMostEntries || place.entries > (place.end - place.begin) / kEntryBytes)
        return zipError("claims " + std::to_string(place.entries) + " entries");
    return place;
}

/// Sizes and offset that did not fit into 32 bits, from the extra fields of a directory entry.
bool readLargeNumbers(
    std::string_view extra, std::uint64_t& size, std::uint64_t& stored, std::uint64_t& header)
{
    while (extra.size() >= 4) {
        const auto id = numberAt(extra, 0, 2), length = numberAt(extra, 2, 2);
        if (length > extra.size() - 4)
            return false;
        auto field = extra.substr(4, length);
        extra.remove_prefix(4 + length);
        if (id != 1)
            continue;
        for (auto* number : {&size, &stored, &header}) {
            if (*number != kFull32)
                continue;
            if (field.size() < 8)
                return false;
            *number = numberAt(field, 0, 8);
            field.remove_prefix(8);
        }
    }
    return size != kFull32 && stored != kFull32 && header != kFull32;
}

/// Plain, relative, without a way up.
bool isPlainName(std::string_view name)
{
    if (name.empty() || !isUtf8(name)
        || name.find_first_of(std::string_view("\0\\:", 3)) != std::string_view::npos || name.front() == '/')
        return false;
    const auto parts = splitText(name, '/');
    return std::ranges::find(parts, "..") == parts.end();
}

Result<PlacedEntry> readEntryAt(ByteCursor& directory)
{
    const auto cut = [] { return zipError("has a directory that is cut short"); };
    const auto raw = directory.take(kEntryBytes);
    if (!raw)
        return cut();
    const std::string fixed(*raw);
    if (!fixed.starts_with("PK\x01\x02"))
        return zipError("has a damaged directory");
    PlacedEntry placed;
    auto& entry = placed.entry;
    const auto name = directory.take(numberAt(fixed, 28, 2));
    if (!name)
        return cut();
    entry.name = std::string(*name);
    const auto shown = printableText(entry.name.substr(0, 80));
    if (!isPlainName(entry.name))
        return zipError("has an entry with the name " + shown + ", which is no plain path");
    const auto extra = directory.take(numberAt(fixed, 30, 2));
    if (!extra)
        return cut();
    entry.checksum = std::uint32_t(numberAt(fixed, 16, 4));
    entry.stored = numberAt(fixed, 20, 4);
    entry.size = numberAt(fixed, 24, 4);
    placed.header = numberAt(fixed, 42, 4);
    if (!readLargeNumbers(*extra, entry.size, entry.stored, placed.header))
        return zipError("has an entry " + shown + " without its size");
    if (!directory.take(numberAt(fixed, 32, 2)))
        return cut();
    const auto method = numberAt(fixed, 10, 2);
    entry.isDeflated = method == 8;
    if ((numberAt(fixed, 8, 2) & 1) != 0)
        return zipError("has an entry " + shown + " that is encrypted");
    if (method != 0 && method != 8)
        return zipError("has an entry " + shown + " that is packed in an unknown way");
    if (method == 0 && entry.stored != entry.size)
        return zipError("has an entry " + shown + " with two sizes");
    return placed;
}

/// Finds the entry's bytes behind its own header; all lie in front of the directory.
Result<void> placeEntry(const ByteSource& source, PlacedEntry& placed, std::uint64_t directory)
{
    auto& entry = placed.entry;
    const auto shown = printableText(entry.name.substr(0, 80));
    const auto outside
        = [&] { return zipError("has an entry " + shown + " that claims more than the file"); };
    if (placed.header > directory || kLocalBytes + entry.name.size() > directory - placed.header)
        return outside();
    const auto local = readPart(source, placed.header, kLocalBytes + entry.name.size());
    if (!local)
        return local.error();
    const auto& bytes = local.value();
    if (!bytes.starts_with("PK\x03\x04") || numberAt(bytes, 26, 2) != entry.name.size()
        || bytes.substr(kLocalBytes) != entry.name || (numberAt(bytes, 8, 2) == 8) != entry.isDeflated)
        return zipError("has an entry " + shown + " that differs from the directory");
    entry.offset = placed.header + bytes.size() + numberAt(bytes, 28, 2);
    if (entry.offset > directory || entry.stored > directory - entry.offset)
        return outside();
    return {};
}

} // namespace

Result<std::vector<ZipEntry>> readZipDirectory(const ByteSource& source)
{
    const auto place = findDirectory(source);
    if (!place)
        return place.error();
    ByteCursor directory(source, place.value().begin, place.value().end);
    std::vector<PlacedEntry> placed;
    for (std::uint64_t i = 0; i < place.value().entries; ++i) {
        auto entry = readEntryAt(directory);
        if (!entry)
            return entry.error();
        placed.push_back(std::move(entry).value());
    }
    if (directory.left() > 0)
        return zipError("has a directory with more than its entries");
    for (auto& one : placed)
        if (auto found = placeEntry(source, one, place.value().begin); !found)
            return found.error();
    std::ranges::sort(placed, {}, &PlacedEntry::header);
    std::uint64_t end = 0;
    for (const auto& one : placed) {
        if (one.header < end)
            return zipError(
                "has an entry " + printableText(one.entry.name.substr(0, 80)) + " that overlaps another one");
        end = one.entry.offset + one.entry.stored;
    }
    std::vector<ZipEntry> entries;
    for (auto& one : placed)
        entries.push_back(std::move(one.entry));
    std::ranges::sort(entries, {}, &ZipEntry::name);
    const auto same = std::ranges::adjacent_find(entries, {}, &ZipEntry::name);
    if (same != entries.end())
        return zipError("has two entries with the name " + printableText(same->name.substr(0, 80)));
    return entries;
}

} // namespace modalscope
