#include "core/io/torch_legacy.h"

#include "core/base/text.h"
#include "core/io/pickle_reader.h"

#include <array>
#include <map>

namespace modalscope {
namespace {

constexpr const char* kLegacyMagic = "0x1950a86a20f9469cfc6c";
constexpr std::int64_t kLegacyVersion = 1001;
constexpr std::uint64_t kCountBytes = 8;

Error legacyError(std::string what)
{
    return {ErrorKind::Format, std::move(what)};
}

/// The storages' bytes follow one another from `at` on, in the order of `names`.
Result<void> placeLegacyStorages(
    const ByteSource& source, std::uint64_t at, const TensorTree& names, TensorTree& tree)
{
    std::map<std::string, StorageEntry*> storages;
    for (auto& storage : tree.storages)
        storages.emplace(storage.key, &storage);
    const auto& list = names.node(names.root);
    for (const auto item : list.items) {
        const auto found = storages.find(names.node(item).text);
        if (found == storages.end())
            return legacyError("names a storage that none of its tensors has, or one twice");
        auto& storage = *found->second;
        storages.erase(found);
        const auto shown = printableText(storage.key.substr(0, 40));
        ByteCursor cursor(source, at, at + kCountBytes);
        const auto count = cursor.take(kCountBytes);
        at += kCountBytes;
        if (!count || storage.bytes > source.size() - at)
            return legacyError("is cut short: the storage " + shown + " is not all there");
        if (littleEndian(*count) != storage.bytes / std::uint64_t(elementBytes(storage.type)))
            return legacyError("has another size for the storage " + shown + " than its tensors claim");
        storage.offset = at;
        at += storage.bytes;
    }
    if (!storages.empty())
        return legacyError(
            "has no bytes for the storage " + printableText(storages.begin()->first.substr(0, 40)));
    if (at != source.size())
        return legacyError("has " + std::to_string(source.size() - at) + " bytes behind its last storage");
    return {};
}

} // namespace

Result<TensorTree> readTorchLegacy(const ByteSource& source)
{
    ByteCursor cursor(source, 0, source.size());
    std::array<TensorTree, 5> parts; // magic number, version, machine, values, names of the storages
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto part = readPickle(cursor, {false, pickleMemory(source.size())});
        if (!part)
            return part.error();
        parts[i] = std::move(part).value();
        const auto& root = parts[i].node(parts[i].root);
        if (i == 0 && root.text != kLegacyMagic)
            return legacyError("is a pickle that PyTorch has not written");
        if (i == 1 && root.integer != kLegacyVersion)
            return legacyError("has version " + std::to_string(root.integer) + " of PyTorch's format, not "
                + std::to_string(kLegacyVersion));
    }
    if (auto placed = placeLegacyStorages(source, cursor.position(), parts[4], parts[3]); !placed)
        return placed.error();
    return std::move(parts[3]);
}

} // namespace modalscope
