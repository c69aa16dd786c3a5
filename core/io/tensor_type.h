#pragma once

#include "core/config/choice.h"

#include <cstddef>
#include <cstdint>

namespace modalscope {

/// Types of elements in files of weights.
enum class TensorType : std::uint8_t {
    Float64,
    Float32,
    Float16,
    BFloat16,
    Float8E4M3,
    Float8E5M2,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt64,
    UInt32,
    UInt16,
    UInt8,
    Bool,
    Complex32,
    Complex64,
    Complex128,
    QInt32,
    QInt8,
    QUInt8
};
std::span<const Choice<TensorType>> choices(TensorType); ///< texts as PyTorch names them: "bfloat16"

std::int64_t elementBytes(TensorType type);
bool isQuantised(TensorType type);
bool isComplex(TensorType type);

/// One element as a number, from its bytes in this machine's order; quantised ones as the whole numbers they
/// are stored as. Not for complex types.
double elementValue(TensorType type, const std::byte* bytes);

} // namespace modalscope
