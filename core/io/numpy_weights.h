#pragma once

#include "core/io/byte_source.h"
#include "core/io/tensor_tree.h"
#include "core/io/zip_directory.h"

#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// Tensors with what their storages' places count in: the file, and behind it what is unpacked, converted or
/// put together only when it is read.
struct PlacedTree {
    TensorTree tree;
    std::shared_ptr<const ByteSource> source;
};

/// Whether an archive is one of numpy.savez: it has arrays, and no pickle of PyTorch.
bool isNpz(const std::vector<ZipEntry>& entries);

/// The arrays of numpy.savez and savez_compressed as a dict by name. Reads their headers alone; stored arrays
/// keep their places in the file. Arrays of text or of Python objects (pickles, which are never read) are
/// named and have no values. Error: Format without the file's name, also when an array claims more than
/// deflate can pack; Io.
Result<PlacedTree> readNpzWeights(std::shared_ptr<const ByteSource> source, std::vector<ZipEntry> entries);

/// One array of numpy.save as a dict with the one name. Error: as openNpy.
Result<PlacedTree> readNpyWeights(std::shared_ptr<const ByteSource> source, const std::string& name);

} // namespace modalscope
