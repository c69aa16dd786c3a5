#pragma once

#include "core/io/byte_source.h"
#include "core/io/pickle_builder.h"
#include "core/io/pickle_opcodes.h"

#include <optional>
#include <span>
#include <vector>

namespace modalscope {

/// The stack and the memo of one pickle. `error()` says what follows "opcode X" when a step was not done.
class PickleMachine {
public:
    PickleMachine(ByteCursor& cursor, std::uint64_t memory, bool isScript);

    /// Does what the opcode says; false when it is refused or damaged.
    bool step(PickleOpcode opcode);
    bool hasStopped() const { return m_hasStopped; }
    TensorTree take() { return m_builder.take(m_stack.back()); }
    const Error& error() const { return *m_error; }

private:
    using Code = PickleOpcode;

    bool number(Code opcode); ///< each of these: the opcodes of one kind
    bool text(Code opcode);
    bool line(Code opcode); ///< protocol 0
    bool container(Code opcode);
    bool fill(Code opcode);
    bool stack(Code opcode);
    bool memo(Code opcode);
    bool object(Code opcode);
    bool isRefused(Code opcode);

    bool fail(std::string what);
    bool push(NodeId id);
    bool push(Result<NodeId> made);
    bool push(TreeNode node) { return push(m_builder.add(std::move(node))); }
    bool pushText(std::size_t lengthBytes, TreeKind kind);
    bool pushContainer(TreeKind kind, std::size_t values);
    bool pushGlobal(const std::string& module, const std::string& name);
    bool put(std::uint64_t index);
    bool get(std::uint64_t index);
    bool needs(std::size_t values); ///< that many above the last mark
    NodeId pop();
    bool popMark(std::vector<NodeId>& values);
    std::optional<std::uint64_t> numberOf(std::size_t bytes);
    std::optional<std::string> lineOf();
    bool check(Result<void> done);

    ByteCursor& m_cursor;
    PickleBuilder m_builder;
    std::vector<NodeId> m_stack;
    std::vector<std::size_t> m_marks; // heights of the stack
    std::vector<std::optional<NodeId>> m_memo;
    NodeId m_true = 0, m_false = 0;
    std::optional<Error> m_error;
    bool m_hasStopped = false;
};

} // namespace modalscope
