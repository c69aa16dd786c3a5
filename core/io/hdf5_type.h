#pragma once

#include "core/data/stored_values.h"
#include "core/io/hdf5_file.h"
#include "core/io/tensor_type.h"

#include <optional>
#include <string>

namespace modalscope {

/// Type of the elements of an HDF5 dataset or attribute.
struct Hdf5Type {
    enum class Kind { Integer, Float, FixedText, VariableText, Other };
    Kind kind = Kind::Other;
    std::string name; ///< for people: "float32", "uint8", "text", "a compound type"
    ElementType element = ElementType::Float32; ///< numbers: what they are read as
    std::size_t size = 0; ///< bytes of an element in the file
    std::optional<TensorType> tensor
        = {}; ///< exactly as it is stored but for the byte order; none for the rest

    bool isNumber() const { return kind == Kind::Integer || kind == Kind::Float; }
    bool isText() const { return kind == Kind::FixedText || kind == Kind::VariableText; }
};

/// `type`: an HDF5 datatype.
Hdf5Type describeType(Hdf5Handle type);

/// HDF5's type for numbers in memory. Belongs to the library, is not closed.
Hdf5Handle nativeType(ElementType element);

/// A type that has a `tensor` in this machine's byte order.
Hdf5Id typeInMemory(Hdf5Handle type);

/// HDF5's type for texts of variable length, UTF-8.
Hdf5Id variableText();

/// Bytes of a text as HDF5 keeps it, up to its end, as valid UTF-8 (what is not becomes U+FFFD).
std::string textFrom(const char* bytes, std::size_t size);

} // namespace modalscope
