#include "core/io/pickle_builder.h"

#include "core/base/text.h"
#include "core/io/numpy_number.h"

namespace modalscope {
namespace {

constexpr std::uint64_t kNodeBytes = 112; // a node with its place in a list

TreeNode nameNode(std::string text, const PickleGlobal& known = {})
{
    TreeNode node;
    node.kind = TreeKind::Name;
    node.text = std::move(text);
    node.integer = std::int64_t(known.meaning) << 8 | std::int64_t(known.type);
    return node;
}

/// Text whose characters are bytes, as Python 2 and protocol 2 write them; nothing when one is none.
std::optional<std::string> latin1Bytes(std::string_view text)
{
    std::string bytes;
    while (!text.empty()) {
        const auto first = std::uint8_t(text.front());
        const std::size_t length = first < 0x80 ? 1 : 2;
        if (length > text.size() || (length == 2 && first != 0xc2 && first != 0xc3))
            return std::nullopt;
        bytes += length == 1 ? text.front() : char((first & 3) << 6 | (std::uint8_t(text[1]) & 0x3f));
        text.remove_prefix(length);
    }
    return bytes;
}

} // namespace

PickleBuilder::PickleBuilder(std::uint64_t memory, bool isScript)
    : m_memory(memory)
    , m_isScript(isScript)
{ }

Result<void> PickleBuilder::charge(std::uint64_t bytes)
{
    if (bytes > m_memory)
        return refused("makes more values than a file of weights of this size has");
    m_memory -= bytes;
    return {};
}

Result<NodeId> PickleBuilder::add(TreeNode node)
{
    if (auto paid = charge(kNodeBytes + node.text.size() + 4 * node.items.size()); !paid)
        return paid.error();
    m_tree.nodes.push_back(std::move(node));
    return NodeId(m_tree.nodes.size() - 1);
}

Result<NodeId> PickleBuilder::global(std::string_view module, std::string_view name)
{
    auto full = std::string(module) + "." + std::string(name);
    const auto known = findPickleGlobal(module, name, m_isScript);
    if (!known)
        return refused("asks for " + printableText(full.substr(0, 200))
            + ", which is code; only tensors, containers and numbers are read");
    return add(nameNode(std::move(full), *known));
}

PickleGlobal PickleBuilder::meaningOf(const TreeNode& name)
{
    return {PickleMeaning(name.integer >> 8), TensorType(name.integer & 0xff)};
}

Result<NodeId> PickleBuilder::call(NodeId callable, NodeId arguments)
{
    const auto& name = node(callable);
    if (name.kind != TreeKind::Name)
        return refused("calls something that is not a name");
    if (node(arguments).kind != TreeKind::Tuple)
        return refused("calls " + printableText(name.text) + " without a tuple of arguments");
    return callKnown(meaningOf(name), name.text, node(arguments).items);
}

Result<NodeId> PickleBuilder::callKnown(
    const PickleGlobal& known, const std::string& name, const Arguments& arguments)
{
    switch (known.meaning) {
    case PickleMeaning::Dict:
        return dict(arguments);
    case PickleMeaning::DefaultDict: {
        auto made = TreeNode();
        made.kind = TreeKind::Dict;
        return add(std::move(made));
    }
    case PickleMeaning::List:
        return container(TreeKind::List, arguments);
    case PickleMeaning::Set:
        return container(TreeKind::Set, arguments);
    case PickleMeaning::Size:
        return container(TreeKind::Tuple, arguments);
    case PickleMeaning::Bytes:
        return bytes(arguments);
    case PickleMeaning::Device:
        return device(arguments);
    case PickleMeaning::Tensor:
        return tensor(arguments, false);
    case PickleMeaning::TensorOfType:
        return tensor(arguments, true);
    case PickleMeaning::Parameter:
        return parameter(arguments);
    case PickleMeaning::QuantisedTensor:
        return quantised(arguments);
    case PickleMeaning::Subclass:
        return subclass(arguments);
    case PickleMeaning::NumpyNumber:
        return numpyNumber(arguments);
    case PickleMeaning::Object: {
        TreeNode object;
        object.kind = TreeKind::Object;
        object.text = name;
        object.items = arguments;
        return add(std::move(object));
    }
    case PickleMeaning::Tagged:
        if (!arguments.empty())
            return arguments.front();
        break;
    case PickleMeaning::Plain:
    case PickleMeaning::Type:
    case PickleMeaning::Storage:
    case PickleMeaning::UntypedStorage:
        break;
    }
    return refused("calls " + printableText(name) + ", which is not how weights are stored");
}

Result<NodeId> PickleBuilder::container(TreeKind kind, const Arguments& arguments)
{
    TreeNode made;
    made.kind = kind;
    if (!arguments.empty()) {
        const auto& from = node(arguments.front());
        if (from.kind != TreeKind::List && from.kind != TreeKind::Tuple)
            return refused("makes a container from something that is none");
        if (auto paid = charge(4 * from.items.size()); !paid)
            return paid.error();
        made.items = from.items;
    }
    return add(std::move(made));
}

Result<NodeId> PickleBuilder::dict(const Arguments& arguments)
{
    TreeNode made;
    made.kind = TreeKind::Dict;
    if (!arguments.empty()) {
        const auto& from = node(arguments.front());
        if (from.kind != TreeKind::Dict && from.kind != TreeKind::List && from.kind != TreeKind::Tuple)
            return refused("makes a dict from something that is none");
        if (auto paid = charge(8 * from.items.size()); !paid)
            return paid.error();
        if (from.kind == TreeKind::Dict)
            made.items = from.items;
        else
            for (const auto id : from.items) {
                const auto& pair = node(id);
                if ((pair.kind != TreeKind::Tuple && pair.kind != TreeKind::List) || pair.items.size() != 2)
                    return refused("makes a dict from something that is no list of pairs");
                made.items.insert(made.items.end(), pair.items.begin(), pair.items.end());
            }
    }
    return add(std::move(made));
}

Result<NodeId> PickleBuilder::bytes(const Arguments& arguments)
{
    TreeNode made;
    made.kind = TreeKind::Bytes;
    if (!arguments.empty()) {
        const auto& from = node(arguments[0]);
        if (!isTextOrBytes(from))
            return refused("makes bytes from something that is no text");
        if (auto paid = charge(from.text.size()); !paid)
            return paid.error();
        auto decoded = from.kind == TreeKind::Bytes ? std::optional(from.text) : latin1Bytes(from.text);
        if (!decoded)
            return refused("makes bytes from a text that has other characters");
        made.text = std::move(*decoded);
    }
    return add(std::move(made));
}

Result<NodeId> PickleBuilder::device(const Arguments& arguments)
{
    if (arguments.empty() || !isTextOrBytes(node(arguments[0])))
        return refused("makes a device without a name");
    auto text = node(arguments[0]).text.substr(0, 64);
    if (arguments.size() > 1 && isWholeNumber(node(arguments[1])))
        text += ":" + std::to_string(node(arguments[1]).integer);
    return add(nameNode(std::move(text)));
}

Result<NodeId> PickleBuilder::subclass(const Arguments& arguments)
{
    if (arguments.size() < 3 || node(arguments[0]).kind != TreeKind::Name)
        return refused("makes a tensor from something else than the parts of one");
    if (meaningOf(node(arguments[0])).meaning == PickleMeaning::Subclass)
        return refused("makes a tensor of a class of a class");
    return call(arguments[0], arguments[2]);
}

Result<NodeId> PickleBuilder::numpyNumber(const Arguments& arguments)
{
    if (arguments.size() != 2 || node(arguments[0]).kind != TreeKind::Object
        || !isTextOrBytes(node(arguments[1])))
        return refused("makes a number of NumPy from something else than its type and bytes");
    const auto& type = node(arguments[0]);
    const auto& state = node(type.attributes);
    const bool isSwapped = state.items.size() > 1 && node(state.items[1]).text == ">";
    if (type.items.empty())
        return refused("makes a number of NumPy without a type");
    auto number = numpyNumberNode(node(type.items[0]).text, node(arguments[1]).text, isSwapped);
    if (!number)
        return refused("makes a number of NumPy of type "
            + printableText(node(type.items[0]).text.substr(0, 40)) + ", which is not read");
    return add(std::move(*number));
}

Result<void> PickleBuilder::setState(NodeId object, NodeId state)
{
    auto& target = node(object);
    if (target.kind != TreeKind::Dict && target.kind != TreeKind::Object)
        return refused("sets something in a value that has no attributes");
    target.attributes = state;
    return {};
}

Result<void> PickleBuilder::append(NodeId list, std::span<const NodeId> values)
{
    auto& target = node(list);
    if (target.kind != TreeKind::List && target.kind != TreeKind::Set)
        return refused("adds to something that is no list");
    if (auto paid = charge(8 * values.size()); !paid)
        return paid;
    target.items.insert(target.items.end(), values.begin(), values.end());
    return {};
}

Result<void> PickleBuilder::setItems(NodeId dict, std::span<const NodeId> keysAndValues)
{
    auto& target = node(dict);
    if (target.kind != TreeKind::Dict)
        return refused("sets an item of something that is no dict");
    if (keysAndValues.size() % 2 != 0)
        return refused("sets an item without a value");
    if (auto paid = charge(8 * keysAndValues.size()); !paid)
        return paid;
    target.items.insert(target.items.end(), keysAndValues.begin(), keysAndValues.end());
    return {};
}

TensorTree PickleBuilder::take(NodeId root)
{
    m_tree.root = root;
    return std::exchange(m_tree, TensorTree());
}

} // namespace modalscope
