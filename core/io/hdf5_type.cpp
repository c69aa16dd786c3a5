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

} // namespace

Hdf5Type describeType(Hdf5Handle type)
{
    const Hdf5Lock lock;
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
