#pragma once

#include "core/base/result.h"
#include "core/data/array.h"
#include "core/io/stored_matrix.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// What stands in front of an array as numpy.save writes it.
struct NpyHeader {
    std::string type; ///< as the file spells it: "'<f4'"
    bool isNumber = false; ///< one number for each element, which openNpy reads
    bool isPickle = false; ///< Python objects
    Shape shape;
    bool isColumnMajor = false;
    std::uint64_t offset = 0; ///< of the first element
};

/// Error: Format, without the file's name, when it is no such array or damaged; Io.
Result<NpyHeader> readNpyHeader(const ByteSource& source, const std::string& name);

/// The header of an array as numpy.save writes it, format 1 to 3, either byte order, either order of axes;
/// the bytes behind it stay where they are. Arrays of Python objects are pickles, which could run code when
/// they are read: refused. Error: Format, without the file's name; Io.
Result<StoredMatrix> openNpy(std::shared_ptr<const ByteSource> source, const std::string& name);

/// Names of the arrays of a file that numpy.savez or savez_compressed has written, sorted. Error: Format, Io.
Result<std::vector<std::string>> namesInNpz(const ByteSource& source);

/// One of them. A compressed one is unpacked into memory, at most 1 GiB. Error: NotFound, and as above.
Result<StoredMatrix> openNpz(const std::shared_ptr<const ByteSource>& source, const std::string& name);

/// Float32, little-endian, row-major; written beside and renamed. Error: Io.
Result<void> writeNpy(const std::filesystem::path& path, const Array& array);

} // namespace modalscope
