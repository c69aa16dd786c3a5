#include "core/data/stored_values.h"

#include "core/base/require.h"

#include <array>
#include <cmath>
#include <cstring>

namespace modalscope {
namespace {

/// Calls `use` with a value of the C++ type that `type` stands for.
template <class Use>
void withType(ElementType type, Use use)
{
    switch (type) {
    case ElementType::Int8:
        return use(std::int8_t());
    case ElementType::Uint8:
        return use(std::uint8_t());
    case ElementType::Int16:
        return use(std::int16_t());
    case ElementType::Uint16:
        return use(std::uint16_t());
    case ElementType::Int32:
        return use(std::int32_t());
    case ElementType::Uint32:
        return use(std::uint32_t());
    case ElementType::Int64:
        return use(std::int64_t());
    case ElementType::Uint64:
        return use(std::uint64_t());
    case ElementType::Float32:
        return use(float());
    case ElementType::Float64:
        return use(double());
    }
}

template <class Out, class Change>
void convert(std::span<const std::byte> raw, ElementType type, std::span<Out> out, Change change)
{
    require(raw.size() == out.size() * elementSize(type), "stored bytes and values have the same number");
    withType(type, [&]<class Stored>(Stored) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            Stored value;
            std::memcpy(&value, raw.data() + i * sizeof value, sizeof value);
            out[i] = change(value);
        }
    });
}

bool bytesFromFloats(std::span<const float> values, double scale, double offset, std::vector<std::byte>& raw)
{
    raw.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double stored = std::nearbyint((double(values[i]) - offset) / scale);
        if (!(stored >= 0 && stored <= 255) || float(stored * scale + offset) != values[i])
            return false;
        raw[i] = std::byte(std::uint8_t(stored));
    }
    return true;
}

} // namespace

std::span<const Choice<ElementType>> choices(ElementType)
{
    static constexpr std::array<Choice<ElementType>, 10> all{{
        {ElementType::Int8, "int8", "int8"},
        {ElementType::Uint8, "uint8", "uint8"},
        {ElementType::Int16, "int16", "int16"},
        {ElementType::Uint16, "uint16", "uint16"},
        {ElementType::Int32, "int32", "int32"},
        {ElementType::Uint32, "uint32", "uint32"},
        {ElementType::Int64, "int64", "int64"},
        {ElementType::Uint64, "uint64", "uint64"},
        {ElementType::Float32, "float32", "float32"},
        {ElementType::Float64, "float64", "float64"},
    }};
    return all;
}

std::size_t elementSize(ElementType type)
{
    std::size_t size = 0;
    withType(type, [&](auto value) { size = sizeof value; });
    return size;
}

void toFloats(
    std::span<const std::byte> raw, ElementType type, double scale, double offset, std::span<float> out)
{
    if (type == ElementType::Float32 && scale == 1 && offset == 0) {
        require(raw.size() == out.size() * sizeof(float), "stored bytes and values have the same number");
        if (!raw.empty())
            std::memcpy(out.data(), raw.data(), raw.size());
        return;
    }
    if (type == ElementType::Uint8) {
        std::array<float, 256> table;
        for (std::size_t i = 0; i < table.size(); ++i)
            table[i] = float(double(i) * scale + offset);
        return convert(raw, type, out, [&](auto value) { return table[std::size_t(std::uint8_t(value))]; });
    }
    convert(raw, type, out, [&](auto value) { return float(double(value) * scale + offset); });
}

void toDoubles(std::span<const std::byte> raw, ElementType type, std::span<double> out)
{
    convert(raw, type, out, [](auto value) { return double(value); });
}

void toInts(std::span<const std::byte> raw, ElementType type, std::span<std::int64_t> out)
{
    require(type != ElementType::Float32 && type != ElementType::Float64,
        "whole numbers are read from whole numbers");
    convert(raw, type, out, [](auto value) { return std::int64_t(value); });
}

bool fromFloats(
    std::span<const float> values, ElementType type, double scale, double offset, std::vector<std::byte>& raw)
{
    if (type == ElementType::Uint8)
        return bytesFromFloats(values, scale, offset, raw);
    require(type == ElementType::Float32 && scale == 1 && offset == 0,
        "values are stored as uint8 or as float32");
    const auto bytes = std::as_bytes(values);
    raw.assign(bytes.begin(), bytes.end());
    return true;
}

double usualScale(ElementType type)
{
    return type == ElementType::Uint8 ? 1.0 / 255 : 1.0;
}

} // namespace modalscope
