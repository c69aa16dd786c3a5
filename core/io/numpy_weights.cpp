#include "core/io/numpy_weights.h"

#include "core/base/text.h"
#include "core/io/npy.h"
#include "core/io/packed_entry.h"
#include "core/io/pickle_reader.h"
#include "core/io/tree_check.h"
#include "core/io/tree_nodes.h"

#include <algorithm>
#include <bit>
#include <ranges>

namespace modalscope {
namespace {

constexpr std::string_view kArrayEnding = ".npy";

/// Makes a dict of arrays and the source that their storages lie in.
class ArrayDict {
public:
    explicit ArrayDict(std::shared_ptr<const ByteSource> file)
        : m_end(file->size())
        , m_parts{std::move(file)}
    {
        m_tree.root = addNode(m_tree, TreeKind::Dict);
    }

    /// `place`: of the array's bytes in the file, when they lie there as they are.
    void addArray(const StoredMatrix& matrix, std::optional<std::uint64_t> place)
    {
        const auto size = std::uint64_t(elementBytes(matrix.type));
        const auto part = size / (isComplex(matrix.type) ? 2 : 1);
        const bool isForeign = matrix.isBigEndian != (std::endian::native == std::endian::big);
        StorageEntry storage{matrix.name, matrix.type, size * countOf(matrix.shape), 0, ""};
        if (place && (!isForeign || part == 1)) {
            storage.offset = *place;
        } else {
            auto bytes = ByteSource::ofPart(matrix.source, matrix.offset, storage.bytes);
            storage.offset = m_end;
            m_end += storage.bytes;
            m_parts.push_back(
                isForeign && part > 1 ? swappedBytes(std::move(bytes), part) : std::move(bytes));
        }
        auto shape = matrix.shape;
        if (matrix.isColumnMajor)
            std::ranges::reverse(shape);
        const auto node = addWholeTensor(m_tree, std::move(storage), std::move(shape));
        if (matrix.isColumnMajor) {
            std::ranges::reverse(m_tree.tensors.back().shape);
            std::ranges::reverse(m_tree.tensors.back().strides);
        }
        addItem(m_tree, m_tree.root, matrix.name, node);
    }

    void addNamed(const std::string& name, std::string what)
    {
        addItem(m_tree, m_tree.root, name, addNode(m_tree, TreeKind::Name, std::move(what)));
    }

    Result<PlacedTree> take()
    {
        if (auto checked = checkTree(m_tree, pickleMemory(m_parts.front()->size())); !checked)
            return checked.error();
        return PlacedTree{std::move(m_tree),
            m_parts.size() == 1 ? m_parts.front() : ByteSource::ofParts(std::move(m_parts))};
    }

private:
    static std::uint64_t countOf(const Shape& shape)
    {
        const bool isEmpty = std::ranges::count(shape, 0) > 0; // the other axes may claim anything
        return isEmpty ? 0 : std::uint64_t(elementCount(shape));
    }

    TensorTree m_tree;
    std::uint64_t m_end;
    std::vector<std::shared_ptr<const ByteSource>> m_parts;
};

/// Array, text or pickle in an entry of the archive.
Result<void> addEntry(const std::shared_ptr<const ByteSource>& file, const ZipEntry& entry, ArrayDict& dict)
{
    const auto name = entry.name.substr(0, entry.name.size() - kArrayEnding.size());
    const auto open = [&]() -> Result<std::shared_ptr<const ByteSource>> {
        if (entry.isDeflated)
            return unpackedEntry(file, entry);
        return ByteSource::ofPart(file, entry.offset, entry.size);
    };
    auto looked = open(); // its own, so that 20,000 of them keep nothing that was unpacked
    if (!looked)
        return looked.error();
    std::byte start{};
    if (entry.size > 0) // a damaged entry says so itself, not that it is no array
        if (auto read = looked.value()->read(0, std::span(&start, 1)); !read)
            return read;
    const auto header = readNpyHeader(*looked.value(), name);
    if (!header)
        return header.error();
    if (!header.value().isNumber) {
        dict.addNamed(name,
            header.value().isPickle ? "array of Python objects, a pickle that is not read"
                                    : "array of type " + printableText(header.value().type.substr(0, 40))
                    + ", which are no numbers");
        return {};
    }
    auto source = open();
    if (!source)
        return source.error();
    auto matrix = openNpy(std::move(looked).value(), name);
    if (!matrix)
        return matrix.error();
    matrix.value().source = std::move(source).value();
    dict.addArray(matrix.value(),
        entry.isDeflated ? std::optional<std::uint64_t>() : entry.offset + matrix.value().offset);
    return {};
}

} // namespace

bool isNpz(const std::vector<ZipEntry>& entries)
{
    const auto isPickle = [](const ZipEntry& entry) { return entry.name.ends_with("/data.pkl"); };
    return std::ranges::none_of(entries, isPickle) && std::ranges::any_of(entries, [](const ZipEntry& entry) {
        return entry.name.ends_with(kArrayEnding);
    });
}

Result<PlacedTree> readNpzWeights(std::shared_ptr<const ByteSource> source, std::vector<ZipEntry> entries)
{
    ArrayDict dict(source);
    std::ranges::sort(entries, {}, &ZipEntry::offset); // as they were saved
    for (const auto& entry : entries) {
        if (!entry.name.ends_with(kArrayEnding)) {
            dict.addNamed(entry.name, "file of " + std::to_string(entry.size) + " bytes, no array");
            continue;
        }
        if (auto added = addEntry(source, entry, dict); !added)
            return added.error();
    }
    return dict.take();
}

Result<PlacedTree> readNpyWeights(std::shared_ptr<const ByteSource> source, const std::string& name)
{
    const auto matrix = openNpy(source, name);
    if (!matrix)
        return matrix.error();
    ArrayDict dict(std::move(source));
    dict.addArray(matrix.value(), matrix.value().offset);
    return dict.take();
}

} // namespace modalscope
