#include "core/io/torch_zip.h"

#include "core/base/text.h"
#include "core/io/pickle_reader.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::uint64_t kLeastUnpacked = std::uint64_t(1) << 20; // of a small archive

const ZipEntry* findEntry(const std::vector<ZipEntry>& entries, std::string_view name)
{
    const auto found = std::ranges::lower_bound(entries, name, {}, &ZipEntry::name);
    return found != entries.end() && found->name == name ? &*found : nullptr;
}

/// The folder that data.pkl is in: all of an archive is below it.
Result<std::string> archivePrefix(const std::vector<ZipEntry>& entries)
{
    std::string prefix;
    for (const auto& entry : entries) {
        const auto slash = entry.name.find('/');
        if (slash == std::string::npos || entry.name.substr(slash) != "/data.pkl")
            continue;
        if (!prefix.empty())
            return Error{ErrorKind::Format, "has two files data.pkl; PyTorch writes one"};
        prefix = entry.name.substr(0, slash + 1);
    }
    if (prefix.empty())
        return Error{ErrorKind::Format, "is a zip archive without data.pkl, so PyTorch has not written it"};
    return prefix;
}

Result<TensorTree> readArchivePickle(
    const ByteSource& source, const ZipEntry& entry, const PickleOptions& options)
{
    if (!entry.isDeflated) {
        ByteCursor cursor(source, entry.offset, entry.offset + entry.stored);
        return readPickle(cursor, options);
    }
    // PyTorch packs nothing; one who has done so may not make much out of little.
    auto bytes = readZipEntry(source, entry, std::max(kLeastUnpacked, 4 * source.size()));
    if (!bytes)
        return bytes.error();
    const auto unpacked = ByteSource::ofMemory(std::move(bytes).value());
    ByteCursor cursor(*unpacked, 0, unpacked->size());
    auto tree = readPickle(cursor, options);
    if (!tree)
        return Error{tree.error().kind, tree.error().message + " (in " + printableText(entry.name) + ")"};
    return tree;
}

/// Finds the bytes of every storage: one entry below `folder` each.
Result<void> placeStorages(TensorTree& tree, const std::vector<ZipEntry>& entries, const std::string& folder)
{
    for (auto& storage : tree.storages) {
        const auto shown = printableText(storage.key.substr(0, 80));
        const auto* entry = findEntry(entries, folder + storage.key);
        if (entry == nullptr)
            return Error{ErrorKind::Format, "has no bytes for the storage " + shown + " of its tensors"};
        if (entry->isDeflated)
            return Error{
                ErrorKind::Format, "has compressed tensors; save it again with torch.save, which does not"};
        if (entry->size != storage.bytes)
            return Error{ErrorKind::Format,
                "has " + std::to_string(entry->size) + " bytes for the storage " + shown + ", which claims "
                    + std::to_string(storage.bytes)};
        storage.offset = entry->offset;
    }
    return {};
}

} // namespace

Result<TorchArchive> readTorchZip(const ByteSource& source, const std::vector<ZipEntry>& all)
{
    const auto prefix = archivePrefix(all);
    if (!prefix)
        return prefix.error();
    const auto find = [&](const char* name) { return findEntry(all, prefix.value() + name); };
    TorchArchive archive;
    archive.isScript = find("constants.pkl") != nullptr;
    if (const auto* order = find("byteorder")) {
        const auto text = readZipEntry(source, *order, 16);
        if (!text)
            return text.error();
        if (text.value() != "little" && text.value() != "big")
            return Error{ErrorKind::Format, "has the unknown byte order " + printableText(text.value())};
        archive.isBigEndian = text.value() == "big";
    }
    const PickleOptions options{archive.isScript, pickleMemory(source.size())};
    auto tree = readArchivePickle(source, *find("data.pkl"), options);
    if (!tree)
        return tree.error();
    archive.tree = std::move(tree).value();
    if (auto placed = placeStorages(archive.tree, all, prefix.value() + "data/"); !placed)
        return placed.error();
    if (!archive.isScript)
        return archive;
    auto constants = readArchivePickle(source, *find("constants.pkl"), options);
    if (!constants)
        return constants.error();
    archive.constants = std::move(constants).value();
    if (auto placed = placeStorages(archive.constants, all, prefix.value() + "constants/"); !placed)
        return placed.error();
    for (const auto& entry : all)
        if (entry.name.starts_with(prefix.value() + "code/") && entry.name.ends_with(".py"))
            archive.code.push_back(entry);
    return archive;
}

} // namespace modalscope
