#include "core/base/text.h"
#include "core/io/pickle_builder.h"
#include "core/io/tensor_view.h"

namespace modalscope {
namespace {

constexpr std::uint64_t kTensorBytes = 256; // an entry with a shape and strides

} // namespace

Result<NodeId> PickleBuilder::parameter(const Arguments& arguments)
{
    if (arguments.empty() || node(arguments[0]).kind != TreeKind::Tensor)
        return refused("makes a parameter from something that is no tensor");
    auto copy = m_tree.tensors[std::size_t(node(arguments[0]).integer)];
    copy.isParameter = true;
    return addTensor(std::move(copy), false);
}

Result<NodeId> PickleBuilder::quantised(const Arguments& arguments)
{
    if (arguments.size() < 5 || node(arguments[4]).kind != TreeKind::Tuple
        || node(arguments[4]).items.empty())
        return refused("makes a quantised tensor without its scale");
    auto made = tensor({arguments.begin(), arguments.begin() + 4}, false);
    if (!made)
        return made;
    const auto& how = node(arguments[4]).items;
    auto& entry = m_tree.tensors[std::size_t(node(made.value()).integer)];
    entry.isQuantisedByChannel = node(how[0]).text != "torch.per_tensor_affine";
    if (entry.isQuantisedByChannel)
        return made;
    if (how.size() != 3 || node(how[1]).kind != TreeKind::Number || !isWholeNumber(node(how[2])))
        return refused("makes a quantised tensor without its scale");
    entry.scale = node(how[1]).number;
    entry.zeroPoint = node(how[2]).integer;
    return made;
}

Result<NodeId> PickleBuilder::tensor(const Arguments& arguments, bool hasType)
{
    if (arguments.size() < (hasType ? 7 : 4) || node(arguments[0]).kind != TreeKind::Tensor
        || !m_isStorage[std::size_t(node(arguments[0]).integer)])
        return refused("makes a tensor without a storage");
    auto view = m_tree.tensors[std::size_t(node(arguments[0]).integer)];
    const auto storedElements = std::uint64_t(view.shape[0]) * std::uint64_t(elementBytes(view.type));
    if (hasType) {
        const auto& type = node(arguments[6]);
        if (type.kind != TreeKind::Name || meaningOf(type).meaning != PickleMeaning::Type)
            return refused("makes a tensor without a type");
        view.type = meaningOf(type).type;
    }
    const auto numbers = [&](NodeId id) -> std::optional<Shape> {
        const auto& from = node(id);
        if ((from.kind != TreeKind::Tuple && from.kind != TreeKind::List) || from.items.size() > kMostAxes)
            return std::nullopt;
        Shape list;
        for (const auto item : from.items) {
            if (!isWholeNumber(node(item)))
                return std::nullopt;
            list.push_back(node(item).integer);
        }
        return list;
    };
    const auto shape = numbers(arguments[2]), strides = numbers(arguments[3]);
    if (!isWholeNumber(node(arguments[1])) || !shape || !strides)
        return refused("makes a tensor whose shape is not made of whole numbers");
    view.shape = *shape;
    view.strides = *strides;
    if (auto placed = placeView(view, node(arguments[1]).integer, storedElements); !placed)
        return placed.error();
    return addTensor(std::move(view), false);
}

Result<NodeId> PickleBuilder::addTensor(TensorEntry tensor, bool isStorage)
{
    if (auto paid = charge(kTensorBytes + 16 * tensor.shape.size()); !paid)
        return paid.error();
    TreeNode made;
    made.kind = TreeKind::Tensor;
    made.integer = std::int64_t(m_tree.tensors.size());
    m_tree.tensors.push_back(std::move(tensor));
    m_isStorage.push_back(isStorage);
    return add(std::move(made));
}

Result<NodeId> PickleBuilder::storage(NodeId persistentId)
{
    const auto& id = node(persistentId);
    if (id.kind != TreeKind::Tuple || id.items.empty() || !isTextOrBytes(node(id.items[0])))
        return refused("refers to something that is not stored as PyTorch does");
    const auto part = [&](std::size_t i) -> const TreeNode& { return node(id.items[i]); };
    if (part(0).text != "storage")
        return refused("refers to a " + printableText(part(0).text.substr(0, 40))
            + ", which is code; only tensors, containers and numbers are read");
    if (id.items.size() < 5 || part(1).kind != TreeKind::Name || !isTextOrBytes(part(2))
        || !isTextOrBytes(part(3)) || !isWholeNumber(part(4)))
        return refused("refers to a storage without its type, name or size");
    const auto known = meaningOf(part(1));
    if (known.meaning != PickleMeaning::Storage && known.meaning != PickleMeaning::UntypedStorage)
        return refused("refers to a storage of type " + printableText(part(1).text));
    TensorEntry whole;
    whole.type = known.meaning == PickleMeaning::Storage ? known.type : TensorType::UInt8;
    whole.shape = {part(4).integer};
    whole.strides = {1};
    StorageEntry storage{part(2).text, whole.type, 0, 0, part(3).text.substr(0, 64)};
    if (whole.shape[0] < 0
        || __builtin_mul_overflow(
            std::uint64_t(whole.shape[0]), std::uint64_t(elementBytes(whole.type)), &storage.bytes))
        return refused("refers to a storage of a size that cannot be");
    const auto stored = storage.bytes;
    const auto index = storageIndex(std::move(storage));
    if (!index)
        return index.error();
    whole.storage = index.value();
    if (id.items.size() > 5 && part(5).kind == TreeKind::Tuple) { // a part of another: (name, offset, size)
        const auto& view = part(5).items;
        if (view.size() != 3 || !isWholeNumber(node(view[1])) || !isWholeNumber(node(view[2])))
            return refused("refers to a part of a storage without its place");
        whole.shape = {node(view[2]).integer};
        if (auto placed = placeView(whole, node(view[1]).integer, stored); !placed)
            return placed.error();
    }
    return addTensor(std::move(whole), true);
}

Result<std::size_t> PickleBuilder::storageIndex(StorageEntry storage)
{
    if (const auto found = m_storages.find(storage.key); found != m_storages.end()) {
        if (m_tree.storages[found->second].bytes != storage.bytes)
            return refused(
                "refers to the storage " + printableText(storage.key.substr(0, 40)) + " with another size");
        return found->second;
    }
    if (auto paid = charge(kTensorBytes + 2 * storage.key.size()); !paid)
        return paid.error();
    m_storages.emplace(storage.key, m_tree.storages.size());
    m_tree.storages.push_back(std::move(storage));
    return m_tree.storages.size() - 1;
}

} // namespace modalscope
