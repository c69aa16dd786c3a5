#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// Numbers as a file keeps them, in the machine's byte order.
enum class ElementType { Int8, Uint8, Int16, Uint16, Int32, Uint32, Int64, Uint64, Float32, Float64 };
std::span<const Choice<ElementType>> choices(ElementType);

std::size_t elementSize(ElementType type); ///< bytes

/// Stored numbers as float32: stored · scale + offset, computed in float64. `raw` holds `out.size()`
/// elements.
void toFloats(
    std::span<const std::byte> raw, ElementType type, double scale, double offset, std::span<float> out);

/// Stored numbers as they are.
void toDoubles(std::span<const std::byte> raw, ElementType type, std::span<double> out);
void toInts(
    std::span<const std::byte> raw, ElementType type, std::span<std::int64_t> out); ///< integer types only

/// Values as the bytes of `type` (uint8 or float32) that `toFloats` turns back into exactly these values;
/// false when one does not survive that. `raw` is resized.
bool fromFloats(std::span<const float> values, ElementType type, double scale, double offset,
    std::vector<std::byte>& raw);

/// Scale of a stored type unless the file says otherwise: 1/255 for uint8, 1 for the others.
double usualScale(ElementType type);

} // namespace modalscope
