#pragma once

#include "core/base/atomic_file.h"
#include "core/base/result.h"
#include "core/data/array.h"
#include "core/io/byte_source.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// One tensor of a safetensors file: its type as the format spells it (F32, F64, I64, U8, ...), shape and raw
/// bytes, little-endian, row-major.
struct TensorBytes {
    std::string type = "F32";
    Shape shape;
    std::vector<std::byte> bytes;
    bool operator==(const TensorBytes&) const = default;
};

/// An F64 tensor of these values, and the values of one; a shorter tensor gives fewer.
TensorBytes tensorOf(Shape shape, const std::vector<double>& values);
std::vector<double> doublesOf(const TensorBytes& tensor);

struct Safetensors {
    std::map<std::string, TensorBytes> tensors;
    std::map<std::string, std::string> metadata;
};

/// What a file holds, without its values.
struct SafetensorsIndex {
    struct Tensor {
        std::string name, type;
        Shape shape;
        std::uint64_t offset = 0, bytes = 0; ///< in the file
    };
    std::vector<Tensor> tensors; ///< in the order of their bytes
    std::map<std::string, std::string> metadata;
};

/// Written beside and renamed. Error: Io.
Result<void> writeSafetensors(const std::filesystem::path& path, const Safetensors& contents,
    Durability durability = Durability::Machine);

/// Everything is checked before memory is taken: header size, types, bounds, holes, overlaps, repeated names.
/// Error: NotFound, Io, Format: "FILE: tensor NAME ...".
Result<Safetensors> readSafetensors(const std::filesystem::path& path);
/// The same checks, reading the header alone; errors are without the file's name.
Result<SafetensorsIndex> readSafetensorsIndex(const ByteSource& source);

} // namespace modalscope
