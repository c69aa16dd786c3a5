#include "core/io/tensor_type.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace modalscope {
namespace {

struct TypeTraits {
    TensorType type;
    std::string_view text;
    int bytes;
};

constexpr std::array<TypeTraits, 21> kTensorTypes{{
    {TensorType::Float64, "float64", 8},
    {TensorType::Float32, "float32", 4},
    {TensorType::Float16, "float16", 2},
    {TensorType::BFloat16, "bfloat16", 2},
    {TensorType::Float8E4M3, "float8_e4m3fn", 1},
    {TensorType::Float8E5M2, "float8_e5m2", 1},
    {TensorType::Int64, "int64", 8},
    {TensorType::Int32, "int32", 4},
    {TensorType::Int16, "int16", 2},
    {TensorType::Int8, "int8", 1},
    {TensorType::UInt64, "uint64", 8},
    {TensorType::UInt32, "uint32", 4},
    {TensorType::UInt16, "uint16", 2},
    {TensorType::UInt8, "uint8", 1},
    {TensorType::Bool, "bool", 1},
    {TensorType::Complex32, "complex32", 4},
    {TensorType::Complex64, "complex64", 8},
    {TensorType::Complex128, "complex128", 16},
    {TensorType::QInt32, "qint32", 4},
    {TensorType::QInt8, "qint8", 1},
    {TensorType::QUInt8, "quint8", 1},
}};

template <class T>
T valueAt(const std::byte* bytes)
{
    T value{};
    std::memcpy(&value, bytes, sizeof(T));
    return value;
}

/// IEEE 754 numbers of 16 or 8 bits: sign, exponent, mantissa.
double smallFloat(unsigned bits, int exponentBits, int mantissaBits)
{
    const int bias = (1 << (exponentBits - 1)) - 1;
    const auto mantissa = int(bits & ((1U << mantissaBits) - 1));
    const auto exponent = int(bits >> mantissaBits & ((1U << exponentBits) - 1));
    const double sign = bits >> (exponentBits + mantissaBits) != 0 ? -1 : 1;
    if (exponent == (1 << exponentBits) - 1)
        return mantissa == 0 ? sign * HUGE_VAL : std::nan("");
    if (exponent == 0)
        return sign * std::ldexp(mantissa, 1 - bias - mantissaBits);
    return sign * std::ldexp(mantissa + (1 << mantissaBits), exponent - bias - mantissaBits);
}

/// 1 sign, 4 exponent and 3 mantissa bits, bias 7, no infinities (Micikevicius et al. 2022).
double float8E4M3(unsigned bits)
{
    if ((bits & 0x7f) == 0x7f)
        return std::nan("");
    if ((bits & 0x78) != 0x78)
        return smallFloat(bits, 4, 3);
    return (bits >> 7 != 0 ? -1 : 1) * std::ldexp(8 + (bits & 7), 15 - 7 - 3);
}

} // namespace

std::span<const Choice<TensorType>> choices(TensorType)
{
    static const auto all = [] {
        std::array<Choice<TensorType>, kTensorTypes.size()> list{};
        for (std::size_t i = 0; i < list.size(); ++i)
            list[i] = {kTensorTypes[i].type, kTensorTypes[i].text, kTensorTypes[i].text};
        return list;
    }();
    return all;
}

std::int64_t elementBytes(TensorType type)
{
    return kTensorTypes[std::size_t(type)].bytes;
}

bool isQuantised(TensorType type)
{
    return type >= TensorType::QInt32;
}

bool isComplex(TensorType type)
{
    return type >= TensorType::Complex32 && type <= TensorType::Complex128;
}

double elementValue(TensorType type, const std::byte* bytes)
{
    switch (type) {
    case TensorType::Float64:
        return valueAt<double>(bytes);
    case TensorType::Float32:
        return valueAt<float>(bytes);
    case TensorType::Float16:
        return smallFloat(valueAt<std::uint16_t>(bytes), 5, 10);
    case TensorType::BFloat16:
        return std::bit_cast<float>(std::uint32_t(valueAt<std::uint16_t>(bytes)) << 16);
    case TensorType::Float8E4M3:
        return float8E4M3(valueAt<std::uint8_t>(bytes));
    case TensorType::Float8E5M2:
        return smallFloat(valueAt<std::uint8_t>(bytes), 5, 2);
    case TensorType::Int64:
        return double(valueAt<std::int64_t>(bytes));
    case TensorType::Int32:
    case TensorType::QInt32:
        return valueAt<std::int32_t>(bytes);
    case TensorType::Int16:
        return valueAt<std::int16_t>(bytes);
    case TensorType::Int8:
    case TensorType::QInt8:
        return valueAt<std::int8_t>(bytes);
    case TensorType::UInt64:
        return double(valueAt<std::uint64_t>(bytes));
    case TensorType::UInt32:
        return valueAt<std::uint32_t>(bytes);
    case TensorType::UInt16:
        return valueAt<std::uint16_t>(bytes);
    case TensorType::UInt8:
    case TensorType::QUInt8:
        return valueAt<std::uint8_t>(bytes);
    case TensorType::Bool:
        return valueAt<std::uint8_t>(bytes) != 0 ? 1 : 0;
    case TensorType::Complex32:
    case TensorType::Complex64:
    case TensorType::Complex128:
        break;
    }
    return std::nan("");
}

} // namespace modalscope
