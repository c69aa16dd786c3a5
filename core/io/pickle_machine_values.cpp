#include "core/io/pickle_machine.h"
#include "core/io/pickle_text.h"

#include <bit>

namespace modalscope {
namespace {

constexpr std::uint64_t kLongestNumber = 1024; // bytes of a whole number
constexpr std::uint64_t kLongestLine = std::uint64_t(1) << 20;

} // namespace

std::optional<std::uint64_t> PickleMachine::numberOf(std::size_t bytes)
{
    const auto raw = m_cursor.take(bytes);
    if (!raw) {
        fail("is cut short by the end of the file");
        return std::nullopt;
    }
    return littleEndian(*raw);
}

std::optional<std::string> PickleMachine::lineOf()
{
    const auto raw = m_cursor.takeLine(kLongestLine);
    if (!raw) {
        fail("is not followed by a line");
        return std::nullopt;
    }
    return std::string(*raw);
}

bool PickleMachine::number(Code opcode)
{
    TreeNode node;
    if (opcode == Code::None)
        return push(NodeId(0));
    if (opcode == Code::NewTrue || opcode == Code::NewFalse) {
        auto& known = opcode == Code::NewTrue ? m_true : m_false;
        if (known != 0)
            return push(known);
        node.kind = TreeKind::Bool;
        node.integer = opcode == Code::NewTrue ? 1 : 0;
        if (!push(std::move(node)))
            return false;
        known = m_stack.back();
        return true;
    }
    const bool isLong = opcode == Code::Long1 || opcode == Code::Long4;
    const auto value = numberOf(opcode == Code::BinInt1 || opcode == Code::Long1 ? 1
            : opcode == Code::BinInt2                                            ? 2
            : opcode == Code::BinFloat                                           ? 8
                                                                                 : 4);
    if (!value)
        return false;
    if (isLong) {
        if (*value > kLongestNumber)
            return fail("claims a number of " + std::to_string(*value) + " bytes");
        const auto raw = m_cursor.take(*value);
        return raw ? push(longFromBytes(*raw)) : fail("is cut short by the end of the file");
    }
    if (opcode == Code::BinFloat) { // big-endian
        node.kind = TreeKind::Number;
        node.number = std::bit_cast<double>(__builtin_bswap64(*value));
    } else {
        node.kind = TreeKind::Integer;
        node.integer = opcode == Code::BinInt ? std::int32_t(*value) : std::int64_t(*value);
    }
    return push(std::move(node));
}

bool PickleMachine::line(Code opcode)
{
    const auto raw = lineOf();
    if (!raw)
        return false;
    std::optional<TreeNode> node;
    if (opcode == Code::Unicode)
        node = textNode(unicodeFromLine(*raw));
    else if (opcode == Code::Int)
        node = intFromLine(*raw);
    else if (opcode == Code::Long)
        node = longFromLine(*raw);
    else if (opcode == Code::Float)
        node = floatFromLine(*raw);
    else if (auto text = quotedFromLine(*raw))
        node = textNode(std::move(*text));
    return node ? push(std::move(*node)) : fail("is followed by a line that is no value");
}

bool PickleMachine::pushText(std::size_t lengthBytes, TreeKind kind)
{
    const auto length = numberOf(lengthBytes);
    if (!length)
        return false;
    if (*length > m_cursor.left())
        return fail("claims " + std::to_string(*length) + " bytes where " + std::to_string(m_cursor.left())
            + " are left");
    if (!check(m_builder.charge(*length)))
        return false;
    const auto raw = m_cursor.take(*length);
    if (!raw)
        return fail("cannot be read");
    auto node = textNode(std::string(*raw));
    if (kind == TreeKind::Bytes)
        node.kind = kind;
    return push(std::move(node));
}

bool PickleMachine::text(Code opcode)
{
    switch (opcode) {
    case Code::ShortBinString:
    case Code::ShortBinUnicode:
        return pushText(1, TreeKind::Text);
    case Code::ShortBinBytes:
        return pushText(1, TreeKind::Bytes);
    case Code::BinUnicode8:
        return pushText(8, TreeKind::Text);
    case Code::BinBytes8:
    case Code::ByteArray8:
        return pushText(8, TreeKind::Bytes);
    case Code::BinBytes:
        return pushText(4, TreeKind::Bytes);
    default:
        return pushText(4, TreeKind::Text);
    }
}

bool PickleMachine::pushContainer(TreeKind kind, std::size_t values)
{
    if (!needs(values))
        return false;
    TreeNode node;
    node.kind = kind;
    node.items.assign(m_stack.end() - std::ptrdiff_t(values), m_stack.end());
    m_stack.resize(m_stack.size() - values);
    return push(std::move(node));
}

bool PickleMachine::container(Code opcode)
{
    switch (opcode) {
    case Code::EmptyList:
        return pushContainer(TreeKind::List, 0);
    case Code::EmptyTuple:
        return pushContainer(TreeKind::Tuple, 0);
    case Code::EmptyDict:
        return pushContainer(TreeKind::Dict, 0);
    case Code::EmptySet:
        return pushContainer(TreeKind::Set, 0);
    case Code::Tuple1:
        return pushContainer(TreeKind::Tuple, 1);
    case Code::Tuple2:
        return pushContainer(TreeKind::Tuple, 2);
    case Code::Tuple3:
        return pushContainer(TreeKind::Tuple, 3);
    default:
        break;
    }
    TreeNode node;
    node.kind = opcode == Code::Tuple ? TreeKind::Tuple
        : opcode == Code::List        ? TreeKind::List
        : opcode == Code::Dict        ? TreeKind::Dict
                                      : TreeKind::Set;
    if (!popMark(node.items))
        return false;
    if (node.kind == TreeKind::Dict && node.items.size() % 2 != 0)
        return fail("finds a key without a value");
    return push(std::move(node));
}

bool PickleMachine::fill(Code opcode)
{
    std::vector<NodeId> values;
    const bool isOne = opcode == Code::Append || opcode == Code::SetItem;
    if (isOne) {
        const std::size_t count = opcode == Code::Append ? 1 : 2;
        if (!needs(count + 1))
            return false;
        values.assign(m_stack.end() - std::ptrdiff_t(count), m_stack.end());
        m_stack.resize(m_stack.size() - count);
    } else if (!popMark(values) || !needs(1)) {
        return false;
    }
    const auto target = m_stack.back();
    return check(opcode == Code::SetItem || opcode == Code::SetItems ? m_builder.setItems(target, values)
                                                                     : m_builder.append(target, values));
}

} // namespace modalscope
