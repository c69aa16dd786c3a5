#pragma once

#include "core/io/byte_source.h"
#include "core/io/tensor_tree.h"

namespace modalscope {

struct PickleOptions {
    bool isScript = false; ///< of a TorchScript archive: its own classes are objects
    std::uint64_t memory = std::uint64_t(1) << 26; ///< bytes that the values may take
};

/// Reads one pickle from where `cursor` stands to its STOP. Runs nothing: opcodes make plain values, tensors
/// and storages (without places in the file), and whatever else one asks for is refused, protocols 0 to 5.
/// Error: Format: "refused at byte 123: opcode GLOBAL asks for posix.system, which is code; only tensors,
/// containers and numbers are read"; Io.
Result<TensorTree> readPickle(ByteCursor& cursor, const PickleOptions& options = {});

/// What values of a file of this size may take.
std::uint64_t pickleMemory(std::uint64_t fileSize);

} // namespace modalscope
