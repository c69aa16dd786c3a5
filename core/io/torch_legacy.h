#pragma once

#include "core/io/byte_source.h"
#include "core/io/tensor_tree.h"

namespace modalscope {

/// What torch.save wrote before PyTorch 1.6: five pickles (a magic number, the version, the machine, the
/// values, the storages' names), then of every storage its number of elements and their little-endian bytes.
/// Reads everything but tensor data. Error: Format, Io, without the file's name.
Result<TensorTree> readTorchLegacy(const ByteSource& source);

} // namespace modalscope
