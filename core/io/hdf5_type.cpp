#include "core/io/hdf5_type.h"

#include "core/base/text.h"

#include <hdf5.h>

namespace modalscope {
namespace {

Hdf5Type integerType(hid_t type)
{
    const auto size = H5Tget_size(type);
    const bool isSigned = H5Tget_sign(type) != H5T_SGN_NONE;
    Hdf5Type found{Hdf5Type::Kind::Integer, (isSigned ? "int" : "uint") + std::to_string(8 * size), {}, size};
    const auto element = fromText<ElementType>(found.name);
    if (!element)
        return {Hdf5Type::Kind::Other, found.name, {}, size};
    found.element = *element;
    return found;
}

Hdf5Type floatType(hid_t type)
{
    const auto size = H5Tget_size(type);
    const auto element = size <= 4 ? ElementType::Float32 : ElementType::Float64;
    return {Hdf5Type::Kind::Float, "float" + std::to_string(8 * size), element, size};
}

std::optional<TensorType> wholeNumberType(hid_t type)
{
    const auto size = H5Tget_size(type);
    const bool isPlain = H5Tget_offset(type) == 0 && H5Tget_precision(type) == 8 * size;
    const bool isSigned = H5Tget_sign(type) != H5T_SGN_NONE;
    switch (isPlain ? size : 0) {
    case 1:
        return isSigned ? TensorType::Int8 : TensorType::UInt8;
    case 2:
        return isSigned ? TensorType::Int16 : TensorType::UInt16;
    case 4:
        return isSigned ? TensorType::Int32 : TensorType::UInt32;
    case 8:
        return isSigned ? TensorType::Int64 : TensorType::UInt64;
    default:
        return std::nullopt;
    }
}

std::optional<TensorType> fractionType(hid_t type)
{
    struct Layout {
        TensorType type;
        std::size_t sign, exponentPlace, exponentBits, mantissaBits, bias; // the mantissa is at 0
    };
    static constexpr Layout layouts[]{
        {TensorType::Float64, 63, 52, 11, 52, 1023},
        {TensorType::Float32, 31, 23, 8, 23, 127},
        {TensorType::Float16, 15, 10, 5, 10, 15},
        {TensorType::BFloat16, 15, 7, 8, 7, 127},
    };
    std::size_t sign = 0, exponentPlace = 0, exponentBits = 0, mantissaPlace = 0, mantissaBits = 0;
    if (H5Tget_fields(type, &sign, &exponentPlace, &exponentBits, &mantissaPlace, &mantissaBits) < 0
        || H5Tget_offset(type) != 0 || mantissaPlace != 0 || H5Tget_norm(type) != H5T_NORM_IMPLIED)
        return std::nullopt;
    for (const auto& layout : layouts)
        if (H5Tget_size(type) == std::size_t(elementBytes(layout.type)) && sign == layout.sign
            && exponentPlace == layout.exponentPlace && exponentBits == layout.exponentBits
            && mantissaBits == layout.mantissaBits && H5Tget_ebias(type) == layout.bias)
            return layout.type;
    return std::nullopt;
}

std::optional<TensorType> tensorTypeOf(hid_t type)
{
    const auto kind = H5Tget_class(type);
    if (kind == H5T_ENUM && H5Tget_size(type) == 1)
        return TensorType::Bool;
    const auto order = kind == H5T_INTEGER || kind == H5T_FLOAT ? H5Tget_order(type) : H5T_ORDER_NONE;
    if (order != H5T_ORDER_LE && order != H5T_ORDER_BE)
        return std::nullopt;
    return kind == H5T_INTEGER ? wholeNumberType(type) : fractionType(type);
}

Hdf5Type kindOfType(hid_t type)
{
    const auto size = H5Tget_size(type);
    switch (H5Tget_class(type)) {
    case H5T_INTEGER:
        return integerType(type);
    case H5T_FLOAT:
        return floatType(type);
    case H5T_STRING: {
        const bool isVariable = H5Tis_variable_str(type) > 0;
        return {isVariable ? Hdf5Type::Kind::VariableText : Hdf5Type::Kind::FixedText, "text", {}, size};
    }
    case H5T_ENUM: { // h5py's bool
        const Hdf5Id base(H5Tget_super(type));
        auto found = base && H5Tget_class(base.id()) == H5T_INTEGER ? integerType(base.id()) : Hdf5Type{};
        found.name = size == 1 ? "bool" : "an enumeration";
        return found;
    }
    case H5T_COMPOUND:
        return {Hdf5Type::Kind::Other, "a compound type", {}, size};
    case H5T_VLEN:
        return {Hdf5Type::Kind::Other, "lists of different length", {}, size};
    default:
        return {Hdf5Type::Kind::Other, "an unusual type", {}, size};
    }
}

} // namespace

Hdf5Type describeType(Hdf5Handle type)
{
    const Hdf5Lock lock;
    auto described = kindOfType(type);
    described.tensor = tensorTypeOf(type);
    return described;
}

Hdf5Id typeInMemory(Hdf5Handle type)
{
    const Hdf5Lock lock;
    Hdf5Id copy(H5Tcopy(type));
    if (H5Tget_size(copy.id()) > 1)
        H5Tset_order(copy.id(), H5Tget_order(H5T_NATIVE_INT));
    return copy;
}

Hdf5Handle nativeType(ElementType element)
{
    switch (element) {
    case ElementType::Int8:
        return H5T_NATIVE_INT8;
    case ElementType::Uint8:
        return H5T_NATIVE_UINT8;
    case ElementType::Int16:
        return H5T_NATIVE_INT16;
    case ElementType::Uint16:
        return H5T_NATIVE_UINT16;
    case ElementType::Int32:
        return H5T_NATIVE_INT32;
    case ElementType::Uint32:
        return H5T_NATIVE_UINT32;
    case ElementType::Int64:
        return H5T_NATIVE_INT64;
    case ElementType::Uint64:
        return H5T_NATIVE_UINT64;
    case ElementType::Float32:
        return H5T_NATIVE_FLOAT;
    case ElementType::Float64:
        return H5T_NATIVE_DOUBLE;
    }
    return -1;
}

Hdf5Id variableText()
{
    const Hdf5Lock lock;
    Hdf5Id type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.id(), H5T_VARIABLE);
    H5Tset_cset(type.id(), H5T_CSET_UTF8);
    return type;
}

std::string textFrom(const char* bytes, std::size_t size)
{
    std::string_view rest(bytes, size);
    rest = rest.substr(0, rest.find('\0'));
    std::string text;
    while (!rest.empty()) {
        const auto length = utf8Length(rest);
        if (length == 0)
            text += "\xef\xbf\xbd";
        else
            text += rest.substr(0, length);
        rest.remove_prefix(std::max<std::size_t>(1, length));
    }
    return text;
}

} // namespace modalscope
