#include "core/io/hdf5_attribute.h"

#include "core/base/text.h"
#include "core/io/hdf5_type.h"

#include <hdf5.h>

namespace modalscope {
namespace {

constexpr std::uint64_t kLongestAttribute = 16'000'000;

herr_t addName(hid_t, const char* name, const H5A_info_t*, void* names)
{
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

bool readNumbers(hid_t attribute, const Hdf5Type& type, std::size_t count, Hdf5Attribute& value)
{
    value.numbers.resize(count);
    if (H5Aread(attribute, H5T_NATIVE_DOUBLE, value.numbers.data()) < 0)
        return false;
    for (const double number : value.numbers)
        value.texts.push_back(
            type.kind == Hdf5Type::Kind::Integer ? fixedText(number, 0) : numberText(number));
    return true;
}

bool readFixedTexts(hid_t attribute, hid_t type, std::size_t size, std::size_t count, Hdf5Attribute& value)
{
    std::string bytes(size * count, '\0');
    if (H5Aread(attribute, type, bytes.data()) < 0)
        return false;
    for (std::size_t i = 0; i < count; ++i) {
        auto text = textFrom(bytes.data() + i * size, size);
        if (H5Tget_strpad(type) == H5T_STR_SPACEPAD)
            text.erase(text.find_last_not_of(' ') + 1);
        value.texts.push_back(std::move(text));
    }
    return true;
}

bool readVariableTexts(hid_t attribute, hid_t type, hid_t space, std::size_t count, Hdf5Attribute& value)
{
    std::vector<char*> pointers(count, nullptr);
    const bool good = H5Aread(attribute, type, pointers.data()) >= 0;
    for (const char* text : pointers)
        value.texts.push_back(
            good && text != nullptr ? textFrom(text, std::string_view(text).size()) : std::string());
    if (good)
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
    return good;
}

/// Nothing when the attribute has a type that is neither number nor text.
Result<std::optional<Hdf5Attribute>> readAttribute(
    const Hdf5File& file, hid_t object, const std::string& name)
{
    const auto failure = [&](const char* what) {
        return file.error(ErrorKind::Format, "the attribute " + name, what, true);
    };
    const Hdf5Id attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT));
    if (!attribute)
        return failure("cannot be read");
    const Hdf5Id type(H5Aget_type(attribute.id()));
    const Hdf5Id space(H5Aget_space(attribute.id()));
    if (!type || !space)
        return failure("cannot be read");
    const auto described = describeType(type.id());
    const auto extent = H5Sget_simple_extent_type(space.id());
    Hdf5Attribute value{name, described.isText(), extent == H5S_SIMPLE, {}, {}};
    if (extent == H5S_NULL || H5Sget_simple_extent_npoints(space.id()) == 0)
        return std::optional(value);
    if (!described.isNumber() && !described.isText())
        return std::optional<Hdf5Attribute>();
    const auto count = H5Sget_simple_extent_npoints(space.id());
    const auto size = std::max<std::size_t>(described.size, 8);
    if (count < 0 || std::uint64_t(count) > kLongestAttribute / size)
        return file.error(ErrorKind::Format, "the attribute " + name, "claims to be larger than 16 MB");
    const auto items = std::size_t(count);
    if (items > std::uint64_t(file.size()) / std::max<std::size_t>(described.size, 1) && file.size() > 0)
        return file.error(ErrorKind::Format, "the attribute " + name, "claims to be larger than the file");
    bool good = true;
    if (described.isNumber())
        good = readNumbers(attribute.id(), described, items, value);
    else if (described.kind == Hdf5Type::Kind::FixedText)
        good = readFixedTexts(attribute.id(), type.id(), described.size, items, value);
    else
        good = readVariableTexts(attribute.id(), type.id(), space.id(), items, value);
    if (!good)
        return failure("cannot be read");
    return std::optional(std::move(value));
}

Result<void> write(const Hdf5File& file, const std::string& object, const std::string& name, hid_t type,
    const Hdf5Id& space, const void* value)
{
    const Hdf5Id owner(H5Oopen(file.id(), object.c_str(), H5P_DEFAULT));
    const Hdf5Id attribute(H5Acreate2(owner.id(), name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT));
    if (!owner || !attribute || H5Awrite(attribute.id(), type, value) < 0)
        return file.error(ErrorKind::Io, "the attribute " + name, "cannot be written", true);
    return {};
}

} // namespace

Result<std::vector<Hdf5Attribute>> readAttributes(const Hdf5File& file, const std::string& object)
{
    const Hdf5Lock lock;
    const Hdf5Id opened(H5Oopen(file.id(), object.c_str(), H5P_DEFAULT));
    std::vector<std::string> names;
    if (!opened || H5Aiterate2(opened.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, addName, &names) < 0)
        return file.error(ErrorKind::Format, object, "has attributes that cannot be read", true);
    std::vector<Hdf5Attribute> attributes;
    for (const auto& name : names) {
        auto attribute = readAttribute(file, opened.id(), name);
        if (!attribute)
            return attribute.error();
        if (attribute.value())
            attributes.push_back(std::move(*attribute.value()));
    }
    return attributes;
}

Result<void> writeAttribute(
    const Hdf5File& file, const std::string& object, const std::string& name, const std::string& text)
{
    const Hdf5Lock lock;
    const auto type = variableText();
    const char* bytes = text.c_str();
    return write(file, object, name, type.id(), Hdf5Id(H5Screate(H5S_SCALAR)), &bytes);
}

Result<void> writeAttribute(const Hdf5File& file, const std::string& object, const std::string& name,
    std::span<const std::string> texts)
{
    const Hdf5Lock lock;
    const auto type = variableText();
    std::vector<const char*> bytes;
    for (const auto& text : texts)
        bytes.push_back(text.c_str());
    const hsize_t count = texts.size();
    return write(file, object, name, type.id(), Hdf5Id(H5Screate_simple(1, &count, nullptr)), bytes.data());
}

Result<void> writeAttribute(
    const Hdf5File& file, const std::string& object, const std::string& name, double value)
{
    const Hdf5Lock lock;
    return write(file, object, name, H5T_NATIVE_DOUBLE, Hdf5Id(H5Screate(H5S_SCALAR)), &value);
}

Result<void> writeAttribute(
    const Hdf5File& file, const std::string& object, const std::string& name, int value)
{
    const Hdf5Lock lock;
    return write(file, object, name, H5T_NATIVE_INT, Hdf5Id(H5Screate(H5S_SCALAR)), &value);
}

} // namespace modalscope
