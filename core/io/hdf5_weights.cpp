#include "core/io/hdf5_weights.h"

#include "core/base/text.h"
#include "core/io/hdf5_attribute.h"
#include "core/io/hdf5_dataset.h"
#include "core/io/packed_entry.h"
#include "core/io/pickle_reader.h"
#include "core/io/pickle_text.h"
#include "core/io/tree_check.h"
#include "core/io/tree_nodes.h"

#include <algorithm>
#include <optional>
#include <set>

namespace modalscope {
namespace {

constexpr std::size_t kMostObjects = 200'000;
constexpr std::size_t kMostListed = 10'000; // values of one attribute
constexpr std::uint64_t kMostAttributeValues = 1'000'000; // of all
constexpr int kDeepestGroup = 64;
constexpr std::uint64_t kUncheckedPacking = 1 << 20; // bytes that may come out of nothing

/// The dataset that was read last stays open, with its unpacked chunks.
class OpenDataset {
public:
    explicit OpenDataset(Hdf5File file)
        : m_file(std::move(file))
    { }

    Result<const Hdf5Dataset*> open(const std::string& path)
    {
        if (m_last && m_last->path() == path)
            return &*m_last;
        m_last.reset();
        auto dataset = Hdf5Dataset::open(m_file, path, m_cacheBytes);
        if (!dataset)
            return dataset.error();
        m_last = std::move(dataset).value();
        return &*m_last;
    }

private:
    static constexpr std::int64_t m_cacheBytes = 64 << 20;
    Hdf5File m_file;
    std::optional<Hdf5Dataset> m_last;
};

/// A dataset as the bytes of its elements in row-major order.
class DatasetBytes final : public ByteSource {
public:
    DatasetBytes(std::shared_ptr<OpenDataset> datasets, std::string path, Shape shape, TensorType type)
        : m_datasets(std::move(datasets))
        , m_path(std::move(path))
        , m_shape(std::move(shape))
        , m_element(std::uint64_t(elementBytes(type)))
    { }

    std::uint64_t size() const override
    {
        std::uint64_t bytes = m_element;
        for (const auto size : m_shape)
            bytes *= std::uint64_t(size);
        return bytes;
    }

    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (offset > size() || out.size() > size() - offset)
            return Error{ErrorKind::Io, "bytes behind the end were asked for"};
        if (out.empty())
            return {};
        const auto begin = offset / m_element;
        const auto end = (offset + out.size() + m_element - 1) / m_element;
        if (offset % m_element == 0 && out.size() % m_element == 0)
            return readElements(begin, end, out);
        std::vector<std::byte> whole(std::size_t((end - begin) * m_element));
        if (auto read = readElements(begin, end, whole); !read)
            return read;
        std::copy_n(whole.begin() + std::ptrdiff_t(offset - begin * m_element), out.size(), out.begin());
        return {};
    }

private:
    /// As few blocks as the elements make: whole rows of the first axis where they fit, then of the next.
    Result<void> readElements(std::uint64_t begin, std::uint64_t end, std::span<std::byte> out) const
    {
        const Hdf5Lock lock;
        const auto dataset = m_datasets->open(m_path);
        if (!dataset)
            return dataset.error();
        const auto& info = dataset.value()->info();
        if (info.shape != m_shape || !info.type.tensor
            || std::uint64_t(elementBytes(*info.type.tensor)) != m_element)
            return dataset.value()->error(ErrorKind::Io, "has changed since the file was opened");
        while (begin < end) {
            Shape first(m_shape.size()), count(m_shape.size(), 1);
            auto rest = begin;
            std::uint64_t inner = 1, taken = 1; // elements of one step along the axis; of the block
            bool isStart = true; // of all axes behind
            for (std::size_t axis = m_shape.size(); axis-- > 0;) {
                const auto size = std::uint64_t(m_shape[axis]);
                const auto at = rest % size;
                rest /= size;
                first[axis] = std::int64_t(at);
                if (isStart && end - begin >= inner) {
                    const auto rows = std::min(size - at, (end - begin) / inner);
                    count[axis] = std::int64_t(rows);
                    taken = rows * inner;
                    isStart = at == 0 && rows == size;
                } else {
                    isStart = false;
                }
                inner *= size;
            }
            const auto bytes = std::size_t(taken * m_element);
            if (auto read = dataset.value()->readBlock(first, count, out.first(bytes)); !read)
                return read;
            out = out.subspan(bytes);
            begin += taken;
        }
        return {};
    }

    std::shared_ptr<OpenDataset> m_datasets;
    std::string m_path;
    Shape m_shape;
    std::uint64_t m_element;
};

class WeightsWalk {
public:
    WeightsWalk(Hdf5File file, std::shared_ptr<const ByteSource> bytes)
        : m_file(std::move(file))
        , m_datasets(std::make_shared<OpenDataset>(m_file))
        , m_end(bytes->size())
        , m_parts{std::move(bytes)}
    { }

    Result<PlacedTree> operator()()
    {
        auto root = group("/", 0);
        if (!root)
            return root.error();
        m_tree.root = root.value();
        if (auto checked = checkTree(m_tree, pickleMemory(m_parts.front()->size())); !checked)
            return checked.error();
        return PlacedTree{std::move(m_tree), ByteSource::ofParts(std::move(m_parts))};
    }

private:
    static std::string below(const std::string& group, const std::string& name)
    {
        return (group == "/" ? group : group + "/") + name;
    }

    Result<NodeId> group(const std::string& path, int depth)
    {
        const auto members = m_file.members(path);
        if (!members)
            return members.error();
        if (depth > kDeepestGroup)
            return m_file.error(ErrorKind::Format, printableText(path.substr(0, 80)),
                "is more than " + std::to_string(kDeepestGroup) + " groups deep");
        const auto dict = addNode(m_tree, TreeKind::Dict);
        if (auto read = attributes(path, dict); !read)
            return read.error();
        for (const auto& member : members.value()) {
            if (++m_objects > kMostObjects)
                return m_file.error(ErrorKind::Format, "",
                    "has more than " + std::to_string(kMostObjects) + " groups and datasets");
            const auto where = below(path, member.name);
            if (member.kind == Hdf5MemberKind::Group && !m_groups.insert(member.address).second)
                return m_file.error(ErrorKind::Format, printableText(where.substr(0, 80)),
                    "is a group that is reached twice, or holds itself");
            if (member.kind == Hdf5MemberKind::Other)
                continue;
            const auto node = member.kind == Hdf5MemberKind::Group ? group(where, depth + 1) : dataset(where);
            if (!node)
                return node;
            addItem(m_tree, dict, textFrom(member.name.data(), member.name.size()), node.value());
        }
        return dict;
    }

    Result<NodeId> dataset(const std::string& path)
    {
        auto opened = Hdf5Dataset::open(m_file, path);
        if (!opened)
            return opened.error();
        const auto& dataset = opened.value();
        const auto& info = dataset.info();
        const bool isNothing = info.shape.empty() && info.storedBytes == 0;
        if (!info.type.tensor || isNothing)
            return addNode(m_tree, TreeKind::Name,
                isNothing ? "nothing"
                          : info.type.name + " " + sizesText(info.shape) + ", which is no number");
        if (info.shape.size() > 32)
            return dataset.error(ErrorKind::Format, "has more than 32 axes");
        if (auto real = dataset.checkStorage(); !real)
            return real.error();
        const double claimed = valuesClaimed(info.shape) * double(info.type.size);
        if (claimed > double(kUncheckedPacking)
            && (claimed > 9e18 || !canBeDeflated(std::uint64_t(claimed), std::uint64_t(info.storedBytes))))
            return dataset.error(ErrorKind::Format,
                "claims " + sizeText(claimed) + ", which cannot come out of the "
                    + sizeText(double(info.storedBytes)) + " that are stored");
        auto bytes = std::make_shared<DatasetBytes>(m_datasets, path, info.shape, *info.type.tensor);
        const auto size = claimed > 0 ? bytes->size() : 0;
        const auto node = addWholeTensor(m_tree, {path, *info.type.tensor, size, m_end, ""}, info.shape);
        if (size > 0) {
            m_end += size;
            m_parts.push_back(std::move(bytes));
        }
        return node;
    }

    Result<void> attributes(const std::string& path, NodeId dict)
    {
        const auto read = readAttributes(m_file, path);
        if (!read)
            return read.error();
        if (read.value().empty())
            return {};
        const auto all = addNode(m_tree, TreeKind::Dict);
        m_tree.nodes[dict].attributes = all;
        for (const auto& attribute : read.value()) {
            const auto& texts = attribute.texts;
            m_attributeValues += texts.size() + 1;
            if (m_attributeValues > kMostAttributeValues)
                return m_file.error(ErrorKind::Format, "",
                    "has attributes with more than " + std::to_string(kMostAttributeValues) + " values");
            addItem(m_tree, all, textFrom(attribute.name.data(), attribute.name.size()), value(attribute));
        }
        return {};
    }

    NodeId value(const Hdf5Attribute& attribute)
    {
        if (attribute.texts.size() > kMostListed)
            return addNode(
                m_tree, TreeKind::Name, "list of " + std::to_string(attribute.texts.size()) + " values");
        std::vector<NodeId> items;
        for (std::size_t i = 0; i < attribute.texts.size(); ++i) {
            auto node = attribute.isText ? TreeNode() : intFromLine(attribute.texts[i]).value_or(TreeNode());
            if (attribute.isText) {
                node = textNode(attribute.texts[i]);
            } else if (node.kind
                != TreeKind::Integer) { // "01" would be a bool, which no number is written as
                node = TreeNode();
                node.kind = TreeKind::Number;
                node.number = attribute.numbers[i];
            }
            items.push_back(NodeId(m_tree.nodes.size()));
            m_tree.nodes.push_back(std::move(node));
        }
        if (!attribute.isList && items.size() == 1)
            return items.front();
        const auto list = addNode(m_tree, TreeKind::List);
        m_tree.nodes[list].items = std::move(items);
        return list;
    }

    Hdf5File m_file;
    std::shared_ptr<OpenDataset> m_datasets;
    TensorTree m_tree;
    std::uint64_t m_end;
    std::vector<std::shared_ptr<const ByteSource>> m_parts;
    std::set<std::uint64_t> m_groups; // addresses
    std::size_t m_objects = 0;
    std::uint64_t m_attributeValues = 0;
};

} // namespace

Result<PlacedTree> readHdf5Weights(Hdf5File file, std::shared_ptr<const ByteSource> bytes)
{
    return WeightsWalk(std::move(file), std::move(bytes))();
}

} // namespace modalscope
