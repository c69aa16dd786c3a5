#pragma once

#include "core/io/byte_source.h"
#include "core/io/tensor_tree.h"
#include "core/io/zip_directory.h"

#include <vector>

namespace modalscope {

/// What torch.save (PyTorch 1.6 and later) or torch.jit.save has written.
struct TorchArchive {
    TensorTree tree;
    TensorTree constants; ///< of TorchScript, else empty
    std::vector<ZipEntry> code; ///< of TorchScript: shown as text, never run
    bool isScript = false;
    bool isBigEndian = false; ///< the tensors' bytes
};

/// Reads everything but tensor data. `all`: the archive's entries by name. Storages whose bytes are not in
/// the archive as claimed are refused. Error: Format, Io, without the file's name.
Result<TorchArchive> readTorchZip(const ByteSource& source, const std::vector<ZipEntry>& all);

} // namespace modalscope
