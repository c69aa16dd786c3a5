#include "core/io/tensor_tree.h"

#include "core/base/text.h"

namespace modalscope {
namespace {

std::string shapeOf(const TensorEntry& tensor)
{
    std::string text = "[";
    for (std::size_t i = 0; i < tensor.shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(tensor.shape[i]);
    return text + "]";
}

/// A key as a part of a name.
std::string keyText(const TreeNode& key)
{
    switch (key.kind) {
    case TreeKind::Text:
    case TreeKind::Name:
        return key.text;
    case TreeKind::Bool:
        return key.integer != 0 ? "True" : "False";
    case TreeKind::Integer:
        return key.text.empty() ? std::to_string(key.integer) : key.text;
    case TreeKind::Number:
        return numberText(key.number);
    default:
        return "?";
    }
}

void collectTensors(
    const TensorTree& tree, const TreeNode& node, const std::string& name, std::vector<NamedTensor>& found)
{
    const auto below = [&](const std::string& part) { return name.empty() ? part : name + "." + part; };
    if (node.kind == TreeKind::Tensor) {
        found.push_back({name, std::size_t(node.integer)});
    } else if (node.kind == TreeKind::Dict) {
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2)
            collectTensors(
                tree, tree.node(node.items[i + 1]), below(keyText(tree.node(node.items[i]))), found);
    } else {
        for (std::size_t i = 0; i < node.items.size(); ++i)
            collectTensors(tree, tree.node(node.items[i]), below(std::to_string(i)), found);
    }
    if (node.kind == TreeKind::Object)
        collectTensors(tree, tree.node(node.attributes), name, found);
}

} // namespace

const TreeNode* TensorTree::find(const TreeNode& dict, std::string_view key) const
{
    if (dict.kind != TreeKind::Dict)
        return nullptr;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2)
        if (const auto& name = node(dict.items[i]); name.kind == TreeKind::Text && name.text == key)
            return &node(dict.items[i + 1]);
    return nullptr;
}

std::int64_t elementCountOf(const TensorEntry& tensor)
{
    for (const auto size : tensor.shape)
        if (size == 0)
            return 0;
    return elementCount(tensor.shape);
}

std::uint64_t byteCount(const TensorEntry& tensor)
{
    return std::uint64_t(elementCountOf(tensor)) * std::uint64_t(elementBytes(tensor.type));
}

std::string nodeText(const TensorTree& tree, const TreeNode& node)
{
    const auto counted = [&](const char* what, std::size_t count) {
        return std::string(what) + " of " + std::to_string(count);
    };
    switch (node.kind) {
    case TreeKind::None:
        return "None";
    case TreeKind::Bool:
    case TreeKind::Integer:
    case TreeKind::Number:
    case TreeKind::Name:
        return keyText(node);
    case TreeKind::Text:
        return "\"" + printableText(node.text) + "\"";
    case TreeKind::Bytes:
        return std::to_string(node.text.size()) + " bytes";
    case TreeKind::List:
        return counted("list", node.items.size());
    case TreeKind::Tuple:
        return counted("tuple", node.items.size());
    case TreeKind::Set:
        return counted("set", node.items.size());
    case TreeKind::Dict:
        return counted("dict", node.items.size() / 2);
    case TreeKind::Object:
        return "object of " + printableText(node.text);
    case TreeKind::Tensor:
        break;
    }
    const auto& tensor = tree.tensors[std::size_t(node.integer)];
    return toText(tensor.type) + " " + shapeOf(tensor);
}

std::vector<NamedTensor> namedTensors(const TensorTree& tree, NodeId node)
{
    std::vector<NamedTensor> found;
    collectTensors(tree, tree.node(node), "", found);
    return found;
}

} // namespace modalscope
