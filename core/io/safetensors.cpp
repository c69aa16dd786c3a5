#include "core/io/safetensors.h"

#include "core/base/require.h"
#include "core/config/json_options.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <span>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLongestHeader = 100'000'000; // as in the format's reference implementation
constexpr std::size_t kLengthBytes = 8;

/// Bytes of one element, 0 for types that are not known.
std::size_t elementSize(const std::string& type)
{
    static const std::map<std::string, std::size_t> sizes{{"BOOL", 1}, {"U8", 1}, {"I8", 1}, {"F8_E4M3", 1},
        {"F8_E5M2", 1}, {"I16", 2}, {"U16", 2}, {"F16", 2}, {"BF16", 2}, {"I32", 4}, {"U32", 4}, {"F32", 4},
        {"I64", 8}, {"U64", 8}, {"F64", 8}};
    const auto found = sizes.find(type);
    return found == sizes.end() ? 0 : found->second;
}

/// Where a tensor lies behind the header.
struct Place {
    std::string name;
    std::uint64_t begin = 0, end = 0;
};

Error formatError(const std::string& what)
{
    return {ErrorKind::Format, what};
}

std::optional<std::uint64_t> unsignedNumber(const nlohmann::json& value)
{
    if (!value.is_number_unsigned())
        return std::nullopt;
    return value.get<std::uint64_t>();
}

/// Type, shape and place of one tensor; its bytes are not read. `dataSize`: bytes behind the header.
Result<Place> readEntry(
    const std::string& name, const nlohmann::json& entry, std::uint64_t dataSize, TensorBytes& tensor)
{
    const auto wrong = [&](const std::string& what) { return formatError("tensor " + name + " " + what); };
    if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape")
        || !entry.contains("data_offsets") || !entry["dtype"].is_string() || !entry["shape"].is_array()
        || !entry["data_offsets"].is_array() || entry["data_offsets"].size() != 2)
        return wrong("must have exactly dtype, shape and data_offsets");
    tensor.type = entry["dtype"].get<std::string>();
    std::uint64_t bytes = elementSize(tensor.type);
    if (bytes == 0)
        return wrong("has the unknown type " + tensor.type);
    if (entry["shape"].size() > 32)
        return wrong("has more than 32 axes");
    bool isEmpty = false;
    for (const auto& item : entry["shape"]) {
        const auto size = unsignedNumber(item);
        if (!size || *size > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
            return wrong("has a shape that is not made of whole numbers");
        tensor.shape.push_back(std::int64_t(*size));
        isEmpty = isEmpty || *size == 0;
        if (*size != 0 && __builtin_mul_overflow(bytes, *size, &bytes))
            return wrong("has a shape that is too large");
    }
    bytes = isEmpty ? 0 : bytes;
    const auto begin = unsignedNumber(entry["data_offsets"][0]);
    const auto end = unsignedNumber(entry["data_offsets"][1]);
    if (!begin || !end || *begin > *end || *end > dataSize)
        return wrong("has data_offsets outside of the file");
    if (*end - *begin != bytes)
        return wrong("has data_offsets that do not fit its shape and type");
    return Place{name, *begin, *end};
}

/// Every byte behind the header belongs to exactly one tensor.
Result<void> checkPlaces(std::vector<Place>& places, std::uint64_t dataSize)
{
    std::sort(places.begin(), places.end(),
        [](const auto& a, const auto& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    std::uint64_t at = 0;
    for (const auto& place : places) {
        if (place.begin != at)
            return formatError("tensor " + place.name
                + (place.begin < at ? " overlaps another one" : " has a hole before it"));
        at = place.end;
    }
    if (at != dataSize)
        return formatError("has " + std::to_string(dataSize - at) + " bytes that belong to no tensor");
    return {};
}

Result<std::map<std::string, std::string>> readMetadata(const nlohmann::json& in)
{
    std::map<std::string, std::string> metadata;
    if (!in.is_object())
        return formatError("__metadata__ is not an object");
    for (const auto& [key, value] : in.items()) {
        if (!value.is_string())
            return formatError("__metadata__ " + key + " is not a text");
        metadata[key] = value.get<std::string>();
    }
    return metadata;
}

/// `data` stands at the first byte behind the header.
Result<Safetensors> readContents(const nlohmann::json& header, std::uint64_t dataSize, std::istream& data)
{
    Safetensors contents;
    std::vector<Place> places;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            auto metadata = readMetadata(entry);
            if (!metadata)
                return metadata.error();
            contents.metadata = std::move(metadata).value();
            continue;
        }
        const auto place = readEntry(name, entry, dataSize, contents.tensors[name]);
        if (!place)
            return place.error();
        places.push_back(place.value());
    }
    if (auto checked = checkPlaces(places, dataSize); !checked)
        return checked.error();
    for (const auto& place : places) {
        auto& bytes = contents.tensors[place.name].bytes;
        bytes.resize(std::size_t(place.end - place.begin));
        if (!data.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(bytes.size())))
            return Error{ErrorKind::Io,
                "tensor " + place.name + " cannot be read; the file may have changed meanwhile"};
    }
    return contents;
}

Result<Safetensors> readStream(std::istream& in, std::uint64_t fileSize)
{
    if (fileSize < kLengthBytes)
        return formatError("is too short for a safetensors file");
    unsigned char raw[kLengthBytes] = {};
    in.read(reinterpret_cast<char*>(raw), kLengthBytes);
    std::uint64_t length = 0;
    for (std::size_t i = kLengthBytes; i-- > 0;)
        length = length << 8 | raw[i];
    if (length > kLongestHeader || length > fileSize - kLengthBytes)
        return formatError(
            "is not a safetensors file: its header would be " + std::to_string(length) + " bytes long");
    std::string text(std::size_t(length), '\0');
    if (!in.read(text.data(), std::streamsize(length)))
        return Error{ErrorKind::Io, "cannot be read"};
    if (text.empty() || text.front() != '{')
        return formatError("the header is not a JSON object");
    const auto header = parseJson(text, "the header");
    if (!header)
        return header.error();
    return readContents(header.value(), fileSize - kLengthBytes - length, in);
}

} // namespace

TensorBytes tensorOf(Shape shape, const std::vector<double>& values)
{
    TensorBytes tensor{"F64", std::move(shape), {}};
    const auto bytes = std::as_bytes(std::span(values));
    tensor.bytes.assign(bytes.begin(), bytes.end());
    return tensor;
}

std::vector<double> doublesOf(const TensorBytes& tensor)
{
    std::vector<double> values(tensor.bytes.size() / sizeof(double));
    std::copy_n(tensor.bytes.begin(), values.size() * sizeof(double),
        std::as_writable_bytes(std::span(values)).begin());
    return values;
}

Result<void> writeSafetensors(const fs::path& path, const Safetensors& contents, Durability durability)
{
    std::vector<const std::pair<const std::string, TensorBytes>*> order;
    for (const auto& entry : contents.tensors) {
        require(elementSize(entry.second.type) > 0
                && entry.second.bytes.size()
                    == elementSize(entry.second.type) * std::size_t(elementCount(entry.second.shape)),
            "the bytes of a tensor fit its shape and type");
        order.push_back(&entry);
    }
    // Wide types first, so that every tensor is aligned to its elements.
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return elementSize(a->second.type) > elementSize(b->second.type);
    });
    auto header = nlohmann::json::object();
    if (!contents.metadata.empty())
        header["__metadata__"] = contents.metadata;
    std::uint64_t at = 0;
    for (const auto* entry : order) {
        const auto end = at + entry->second.bytes.size();
        header[entry->first]
            = {{"dtype", entry->second.type}, {"shape", entry->second.shape}, {"data_offsets", {at, end}}};
        at = end;
    }
    auto text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const auto write = [&](const fs::path& beside) -> Result<void> {
        std::ofstream out(beside, std::ios::binary);
        for (std::size_t i = 0; i < kLengthBytes; ++i)
            out.put(char(text.size() >> (8 * i) & 0xff));
        out << text;
        for (const auto* entry : order)
            out.write(reinterpret_cast<const char*>(entry->second.bytes.data()),
                std::streamsize(entry->second.bytes.size()));
        out.close();
        if (!out)
            return Error{ErrorKind::Io, path.string() + ": cannot write: " + std::strerror(errno)};
        return {};
    };
    return writeFileAtomically(path, write, durability);
}

Result<Safetensors> readSafetensors(const fs::path& path)
{
    std::error_code code;
    const auto size = fs::file_size(path, code);
    if (code)
        return Error{code == std::errc::no_such_file_or_directory ? ErrorKind::NotFound : ErrorKind::Io,
            path.string() + ": cannot open the file: " + code.message()};
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return Error{ErrorKind::Io, path.string() + ": cannot open the file: " + std::strerror(errno)};
    auto contents = readStream(in, size);
    if (!contents)
        return Error{contents.error().kind, path.string() + ": " + contents.error().message};
    return contents;
}

} // namespace modalscope
