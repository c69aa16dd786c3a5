#include "core/io/tree_nodes.h"

#include "core/io/tensor_view.h"

#include <array>

namespace modalscope {

NodeId addNode(TensorTree& tree, TreeKind kind, std::string text)
{
    tree.nodes.emplace_back();
    tree.nodes.back().kind = kind;
    tree.nodes.back().text = std::move(text);
    return NodeId(tree.nodes.size() - 1);
}

void addItem(TensorTree& tree, NodeId dict, std::string key, NodeId value)
{
    const auto name = addNode(tree, TreeKind::Text, std::move(key));
    auto& items = tree.nodes[dict].items;
    items.insert(items.end(), {name, value});
}

NodeId addWholeTensor(TensorTree& tree, StorageEntry storage, Shape shape)
{
    TensorEntry entry;
    entry.type = storage.type;
    entry.strides = rowMajorStrides(shape);
    entry.shape = std::move(shape);
    entry.storage = tree.storages.size();
    tree.storages.push_back(std::move(storage));
    const auto node = addNode(tree, TreeKind::Tensor);
    tree.nodes[node].integer = std::int64_t(tree.tensors.size());
    tree.tensors.push_back(std::move(entry));
    return node;
}

std::optional<TensorType> typeOfSafetensors(std::string_view type)
{
    static constexpr std::array<std::pair<std::string_view, TensorType>, 15> types{{
        {"F64", TensorType::Float64},
        {"F32", TensorType::Float32},
        {"F16", TensorType::Float16},
        {"BF16", TensorType::BFloat16},
        {"F8_E4M3", TensorType::Float8E4M3},
        {"F8_E5M2", TensorType::Float8E5M2},
        {"I64", TensorType::Int64},
        {"I32", TensorType::Int32},
        {"I16", TensorType::Int16},
        {"I8", TensorType::Int8},
        {"U64", TensorType::UInt64},
        {"U32", TensorType::UInt32},
        {"U16", TensorType::UInt16},
        {"U8", TensorType::UInt8},
        {"BOOL", TensorType::Bool},
    }};
    for (const auto& [text, known] : types)
        if (text == type)
            return known;
    return std::nullopt;
}

} // namespace modalscope
