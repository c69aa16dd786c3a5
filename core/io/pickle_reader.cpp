#include "core/io/pickle_reader.h"

#include "core/io/pickle_machine.h"
#include "core/io/tree_check.h"

#include <algorithm>

namespace modalscope {

Result<TensorTree> readPickle(ByteCursor& cursor, const PickleOptions& options)
{
    const auto begin = cursor.position();
    PickleMachine machine(cursor, options.memory, options.isScript);
    while (!machine.hasStopped()) {
        const auto at = cursor.position();
        const auto code = cursor.take(1);
        if (!code)
            return Error{ErrorKind::Format,
                "is cut short: the pickle that starts at byte " + std::to_string(begin) + " has no STOP"};
        const auto opcode = PickleOpcode(std::uint8_t(code->front()));
        if (!machine.step(opcode))
            return Error{machine.error().kind,
                "refused at byte " + std::to_string(at) + ": opcode " + opcodeName(opcode) + " "
                    + machine.error().message};
    }
    auto tree = machine.take();
    if (auto checked = checkTree(tree, options.memory); !checked)
        return checked.error();
    return tree;
}

std::uint64_t pickleMemory(std::uint64_t fileSize)
{
    constexpr std::uint64_t least = std::uint64_t(1) << 26, most = std::uint64_t(1) << 33;
    return std::clamp(fileSize < most ? 4 * fileSize : most, least, most);
}

} // namespace modalscope
