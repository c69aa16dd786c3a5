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

/// Type, shape and place behind the header of one tensor. `dataSize`: bytes behind the header.
Result<SafetensorsIndex::Tensor> readEntry(
    const std::string& name, const nlohmann::json& entry, std::uint64_t dataSize)
{
    SafetensorsIndex::Tensor tensor;
    tensor.name = name;
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
    tensor.offset = *begin;
    tensor.bytes = bytes;
    return tensor;
}

/// Every byte behind the header belongs to exactly one tensor.
Result<void> checkPlaces(std::vector<SafetensorsIndex::Tensor>& tensors, std::uint64_t dataSize)
{
    std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) {
        return std::pair(a.offset, a.bytes) < std::pair(b.offset, b.bytes);
    });
    std::uint64_t at = 0;
    for (const auto& tensor : tensors) {
        if (tensor.offset != at)
            return formatError("tensor " + tensor.name
                + (tensor.offset < at ? " overlaps another one" : " has a hole before it"));
        at += tensor.bytes;
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

/// `dataSize`: bytes behind the header; offsets count from there.
Result<SafetensorsIndex> readHeader(const nlohmann::json& header, std::uint64_t dataSize)
{
    SafetensorsIndex index;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            auto metadata = readMetadata(entry);
            if (!metadata)
                return metadata.error();
            index.metadata = std::move(metadata).value();
            continue;
        }
        auto tensor = readEntry(name, entry, dataSize);
        if (!tensor)
            return tensor.error();
        index.tensors.push_back(std::move(tensor).value());
    }
    if (auto checked = checkPlaces(index.tensors, dataSize); !checked)
        return checked.error();
    return index;
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

Result<SafetensorsIndex> readSafetensorsIndex(const ByteSource& source)
{
    if (source.size() < kLengthBytes)
        return formatError("is too short for a safetensors file");
    ByteCursor cursor(source, 0, source.size());
    const auto length = littleEndian(cursor.take(kLengthBytes).value_or(""));
    if (length > kLongestHeader || length > cursor.left())
        return formatError(
            "is not a safetensors file: its header would be " + std::to_string(length) + " bytes long");
    const auto text = cursor.take(length);
    if (!text)
        return Error{ErrorKind::Io, "cannot be read"};
    if (text->empty() || text->front() != '{')
        return formatError("the header is not a JSON object");
    const auto header = parseJson(*text, "the header");
    if (!header)
        return header.error();
    auto index = readHeader(header.value(), cursor.left());
    for (std::size_t i = 0; index && i < index.value().tensors.size(); ++i)
        index.value().tensors[i].offset += cursor.position();
    return index;
}

Result<Safetensors> readSafetensors(const fs::path& path)
{
    const auto source = ByteSource::ofFile(path);
    if (!source)
        return source.error();
    auto index = readSafetensorsIndex(*source.value());
    if (!index)
        return Error{index.error().kind, path.string() + ": " + index.error().message};
    Safetensors contents;
    contents.metadata = std::move(index.value().metadata);
    for (auto& entry : index.value().tensors) {
        auto& tensor = contents.tensors[entry.name];
        tensor = TensorBytes{std::move(entry.type), std::move(entry.shape), {}};
        tensor.bytes.resize(std::size_t(entry.bytes));
        if (auto read = source.value()->read(entry.offset, tensor.bytes); !read)
            return read.error();
    }
    return contents;
}

} // namespace modalscope
