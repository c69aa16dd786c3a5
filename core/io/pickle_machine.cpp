#include "core/io/pickle_machine.h"

#include "core/base/text.h"
#include "core/io/pickle_text.h"

namespace modalscope {
namespace {

constexpr std::size_t kMemoGap = 1024; // writers number their memo one after another

constexpr const char* kNothingThere = "needs a value and finds none";

} // namespace

PickleMachine::PickleMachine(ByteCursor& cursor, std::uint64_t memory, bool isScript)
    : m_cursor(cursor)
    , m_builder(memory, isScript)
{ }

bool PickleMachine::fail(std::string what)
{
    m_error = Error{ErrorKind::Format, std::move(what)};
    return false;
}

bool PickleMachine::check(Result<void> done)
{
    return done ? true : fail(done.error().message);
}

bool PickleMachine::push(NodeId id)
{
    if (!check(m_builder.charge(2 * sizeof(NodeId))))
        return false;
    m_stack.push_back(id);
    return true;
}

bool PickleMachine::push(Result<NodeId> made)
{
    return made ? push(made.value()) : fail(made.error().message);
}

bool PickleMachine::needs(std::size_t values)
{
    const auto floor = m_marks.empty() ? 0 : m_marks.back();
    return m_stack.size() - floor >= values ? true : fail(kNothingThere);
}

NodeId PickleMachine::pop()
{
    const auto id = m_stack.back();
    m_stack.pop_back();
    return id;
}

bool PickleMachine::popMark(std::vector<NodeId>& values)
{
    if (m_marks.empty())
        return fail("needs a MARK and finds none");
    const auto floor = m_stack.begin() + std::ptrdiff_t(m_marks.back());
    m_marks.pop_back();
    values.assign(floor, m_stack.end());
    m_stack.erase(floor, m_stack.end());
    return true;
}

bool PickleMachine::step(PickleOpcode opcode)
{
    switch (opcode) {
    case Code::None:
    case Code::NewTrue:
    case Code::NewFalse:
    case Code::BinInt:
    case Code::BinInt1:
    case Code::BinInt2:
    case Code::Long1:
    case Code::Long4:
    case Code::BinFloat:
        return number(opcode);
    case Code::Int:
    case Code::Long:
    case Code::Float:
    case Code::String:
    case Code::Unicode:
        return line(opcode);
    case Code::BinString:
    case Code::ShortBinString:
    case Code::BinUnicode:
    case Code::ShortBinUnicode:
    case Code::BinUnicode8:
    case Code::BinBytes:
    case Code::ShortBinBytes:
    case Code::BinBytes8:
    case Code::ByteArray8:
        return text(opcode);
    case Code::EmptyList:
    case Code::EmptyTuple:
    case Code::EmptyDict:
    case Code::EmptySet:
    case Code::Tuple:
    case Code::Tuple1:
    case Code::Tuple2:
    case Code::Tuple3:
    case Code::List:
    case Code::Dict:
    case Code::FrozenSet:
        return container(opcode);
    case Code::Append:
    case Code::Appends:
    case Code::AddItems:
    case Code::SetItem:
    case Code::SetItems:
        return fill(opcode);
    case Code::Mark:
    case Code::Stop:
    case Code::Pop:
    case Code::PopMark:
    case Code::Dup:
    case Code::Proto:
    case Code::Frame:
        return stack(opcode);
    case Code::Get:
    case Code::BinGet:
    case Code::LongBinGet:
    case Code::Put:
    case Code::BinPut:
    case Code::LongBinPut:
    case Code::Memoize:
        return memo(opcode);
    case Code::Global:
    case Code::StackGlobal:
    case Code::Reduce:
    case Code::NewObj:
    case Code::Build:
    case Code::BinPersId:
        return object(opcode);
    default:
        return isRefused(opcode);
    }
}

bool PickleMachine::stack(Code opcode)
{
    std::vector<NodeId> dropped;
    switch (opcode) {
    case Code::Mark:
        m_marks.push_back(m_stack.size());
        return check(m_builder.charge(2 * sizeof(std::size_t)));
    case Code::Pop:
        if (!m_marks.empty() && m_marks.back() == m_stack.size())
            m_marks.pop_back(); // as Python does
        else if (!needs(1))
            return false;
        else
            pop();
        return true;
    case Code::PopMark:
        return popMark(dropped);
    case Code::Dup:
        return needs(1) && push(m_stack.back());
    case Code::Proto: {
        const auto version = numberOf(1);
        return version && (*version <= 5 || fail("asks for protocol " + std::to_string(*version)));
    }
    case Code::Frame:
        return numberOf(8).has_value();
    default:
        break;
    }
    if (!m_marks.empty() || m_stack.size() != 1)
        return fail("finds " + std::to_string(m_stack.size()) + " values and not one");
    m_hasStopped = true;
    return true;
}

bool PickleMachine::put(std::uint64_t index)
{
    if (!needs(1))
        return false;
    if (index >= m_memo.size() + kMemoGap)
        return fail("numbers a value " + std::to_string(index) + " where " + std::to_string(m_memo.size())
            + " follows");
    if (index >= m_memo.size()) {
        if (!check(m_builder.charge(2 * sizeof(m_memo[0]) * (index + 1 - m_memo.size()))))
            return false;
        m_memo.resize(index + 1);
    }
    m_memo[index] = m_stack.back();
    return true;
}

bool PickleMachine::get(std::uint64_t index)
{
    if (index >= m_memo.size() || !m_memo[index])
        return fail("asks for value " + std::to_string(index) + ", which there is not");
    return push(*m_memo[index]);
}

bool PickleMachine::memo(Code opcode)
{
    if (opcode == Code::Memoize)
        return put(m_memo.size());
    const bool isPut = opcode == Code::Put || opcode == Code::BinPut || opcode == Code::LongBinPut;
    std::optional<std::uint64_t> index;
    if (opcode == Code::Put || opcode == Code::Get) {
        const auto raw = lineOf();
        if (!raw)
            return false;
        const auto node = intFromLine(*raw);
        if (!node || node->integer < 0)
            return fail("is followed by a line that is no number");
        index = std::uint64_t(node->integer);
    } else {
        index = numberOf(opcode == Code::BinPut || opcode == Code::BinGet ? 1 : 4);
    }
    return index && (isPut ? put(*index) : get(*index));
}

bool PickleMachine::pushGlobal(const std::string& module, const std::string& name)
{
    return push(m_builder.global(module, name));
}

bool PickleMachine::object(Code opcode)
{
    if (opcode == Code::Global) {
        const auto module = lineOf();
        const auto name = module ? lineOf() : std::nullopt;
        return name && pushGlobal(*module, *name);
    }
    if (!needs(opcode == Code::BinPersId ? 1 : 2))
        return false;
    const auto top = pop();
    if (opcode == Code::BinPersId)
        return push(m_builder.storage(top));
    if (opcode == Code::Build)
        return check(m_builder.setState(m_stack.back(), top));
    const auto below = pop();
    if (opcode != Code::StackGlobal)
        return push(m_builder.call(below, top));
    const auto& module = m_builder.node(below);
    const auto& name = m_builder.node(top);
    if (module.kind != TreeKind::Text || name.kind != TreeKind::Text)
        return fail("finds no name");
    return pushGlobal(module.text, name.text);
}

bool PickleMachine::isRefused(Code opcode)
{
    if (opcode == Code::Inst) {
        const auto module = lineOf();
        const auto name = module ? lineOf() : std::nullopt;
        return fail("asks for "
            + (name ? printableText((*module + "." + *name).substr(0, 200)) : std::string("a class"))
            + ", which is code; only tensors, containers and numbers are read");
    }
    if (opcode == Code::Obj || opcode == Code::NewObjEx)
        return fail(
            "makes an object of a class, which is code; only tensors, containers and numbers are read");
    if (opcode == Code::Ext1 || opcode == Code::Ext2 || opcode == Code::Ext4)
        return fail(
            "asks for a registered class, which is code; only tensors, containers and numbers are read");
    if (opcode == Code::PersId || opcode == Code::NextBuffer || opcode == Code::ReadonlyBuffer)
        return fail("refers to something outside of the file");
    return fail("is no opcode of a pickle");
}

} // namespace modalscope
