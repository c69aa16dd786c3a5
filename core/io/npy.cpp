#include "core/io/npy.h"

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/io/zip_directory.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <fstream>
#include <optional>
#include <span>
#include <string_view>

namespace modalscope {
namespace {

constexpr std::string_view kNpyMagic = "\x93NUMPY";
constexpr std::string_view kNpyEnding = ".npy";
constexpr std::uint64_t kLongestNpyHeader = 1 << 20;
constexpr std::uint64_t kMostUnpacked = std::uint64_t(1) << 30;

Error npyError(const std::string& name, const std::string& what)
{
    return {ErrorKind::Format, "array " + name + " " + what};
}

std::optional<TensorType> typeOfCode(std::string_view code)
{
    static constexpr std::array<std::pair<std::string_view, TensorType>, 14> all{{
        {"f2", TensorType::Float16},
        {"f4", TensorType::Float32},
        {"f8", TensorType::Float64},
        {"i1", TensorType::Int8},
        {"i2", TensorType::Int16},
        {"i4", TensorType::Int32},
        {"i8", TensorType::Int64},
        {"u1", TensorType::UInt8},
        {"u2", TensorType::UInt16},
        {"u4", TensorType::UInt32},
        {"u8", TensorType::UInt64},
        {"b1", TensorType::Bool},
        {"c8", TensorType::Complex64},
        {"c16", TensorType::Complex128},
    }};
    for (const auto& [text, type] : all)
        if (text == code)
            return type;
    return std::nullopt;
}

/// A header is a Python dict of three entries: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
class HeaderText {
public:
    explicit HeaderText(std::string_view text)
        : m_text(text)
    { }

    /// What stands behind the key up to the comma that ends it; nothing when the key is not there.
    std::optional<std::string_view> value(std::string_view key) const
    {
        for (const char quote : {'\'', '"'}) {
            const auto quoted = quote + std::string(key) + quote;
            const auto at = m_text.find(quoted);
            if (at == std::string_view::npos)
                continue;
            auto rest = m_text.substr(at + quoted.size());
            const auto colon = rest.find(':');
            if (colon == std::string_view::npos)
                return std::nullopt;
            rest = trimmed(rest.substr(colon + 1));
            return trimmed(rest.substr(0, endOfValue(rest)));
        }
        return std::nullopt;
    }

    static std::string_view trimmed(std::string_view text)
    {
        const auto first = text.find_first_not_of(" \t\n\r");
        const auto last = text.find_last_not_of(" \t\n\r");
        return first == std::string_view::npos ? std::string_view() : text.substr(first, last - first + 1);
    }

private:
    static std::size_t endOfValue(std::string_view text)
    {
        int depth = 0;
        char quote = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (quote != 0) {
                quote = c == quote ? char(0) : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '(' || c == '[') {
                ++depth;
            } else if (c == ')' || c == ']') {
                --depth;
            } else if (depth == 0 && (c == ',' || c == '}')) {
                return i;
            }
        }
        return text.size();
    }

    std::string_view m_text;
};

/// "(3, 4)", "(5,)", "()"; old versions of Python wrote "3L".
std::optional<Shape> shapeFrom(std::string_view text)
{
    if (text.size() < 2 || text.front() != '(' || text.back() != ')')
        return std::nullopt;
    Shape shape;
    for (const auto& part : splitText(text.substr(1, text.size() - 2), ',')) {
        auto digits = HeaderText::trimmed(part);
        if (digits.ends_with('L'))
            digits.remove_suffix(1);
        if (digits.empty())
            continue; // behind the last comma
        std::int64_t size = -1;
        const auto end = digits.data() + digits.size();
        const auto [stop, code] = std::from_chars(digits.data(), end, size);
        if (code != std::errc() || stop != end || size < 0)
            return std::nullopt;
        shape.push_back(size);
    }
    return shape.size() <= 32 ? std::optional(shape) : std::nullopt;
}

/// Type and byte order. Error: for everything that is not one number for each element.
Result<void> readDescription(std::string_view text, StoredMatrix& matrix)
{
    if (text.starts_with('['))
        return npyError(matrix.name,
            "is a table of named columns (a structured array); save its columns as one array of numbers");
    if (text.size() < 2 || (text.front() != '\'' && text.front() != '"') || text.back() != text.front())
        return npyError(matrix.name, "has no element type in its header: the file is damaged");
    text = text.substr(1, text.size() - 2);
    const auto code = text.empty() ? text : text.substr(1);
    if (code.starts_with('O'))
        return npyError(matrix.name,
            "holds Python objects, which NumPy stores as a pickle that could run code when it is read; save "
            "it "
            "as numbers, as with array.astype('float32')");
    const auto type = typeOfCode(code);
    if (!type)
        return npyError(matrix.name,
            "has elements of type " + printableText(text.substr(0, 40))
                + ", which are no numbers; use float16, float32, float64, integers or bool");
    matrix.type = *type;
    matrix.isBigEndian
        = text.front() == '>' || (text.front() == '=' && std::endian::native == std::endian::big);
    return {};
}

Result<std::shared_ptr<const ByteSource>> entrySource(
    const std::shared_ptr<const ByteSource>& archive, const ZipEntry& entry)
{
    if (!entry.isDeflated && entry.size > kMostUnpacked) // too large to be checked at once
        return ByteSource::ofPart(archive, entry.offset, entry.size);
    auto bytes = readZipEntry(*archive, entry, kMostUnpacked);
    if (!bytes)
        return bytes.error();
    return ByteSource::ofMemory(std::move(bytes).value());
}

} // namespace

Result<NpyHeader> readNpyHeader(const ByteSource& source, const std::string& name)
{
    ByteCursor cursor(source, 0, source.size());
    const auto magic = cursor.take(kNpyMagic.size() + 2);
    if (!magic || !magic->starts_with(kNpyMagic))
        return npyError(name, "is not what NumPy writes: it does not begin with \\x93NUMPY");
    const int version = std::uint8_t((*magic)[kNpyMagic.size()]);
    if (version < 1 || version > 3)
        return npyError(name, "has version " + std::to_string(version) + " of the format; 1 to 3 are read");
    const auto lengthBytes = cursor.take(version == 1 ? 2 : 4);
    const auto length = lengthBytes ? littleEndian(*lengthBytes) : kLongestNpyHeader + 1;
    const auto text = length <= kLongestNpyHeader ? cursor.take(length) : std::nullopt;
    if (!text)
        return npyError(name, "has a header that is longer than the file, or than 1 MB: the file is damaged");
    const HeaderText header(*text);
    const auto description = header.value("descr"), order = header.value("fortran_order"),
               sizes = header.value("shape");
    const auto shape = sizes ? shapeFrom(*sizes) : std::nullopt;
    if (!description || !shape || !order || (*order != "True" && *order != "False"))
        return npyError(name, "has a header that cannot be read: the file is damaged");
    NpyHeader read;
    read.type = std::string(*description);
    read.shape = *shape;
    read.isColumnMajor = *order == "True" && shape->size() > 1;
    read.offset = cursor.position();
    StoredMatrix matrix;
    read.isNumber = bool(readDescription(*description, matrix));
    read.isPickle = description->size() > 2 && description->find('O') <= 2;
    return read;
}

Result<StoredMatrix> openNpy(std::shared_ptr<const ByteSource> source, const std::string& name)
{
    auto header = readNpyHeader(*source, name);
    if (!header)
        return header.error();
    StoredMatrix matrix;
    matrix.name = name;
    if (auto read = readDescription(header.value().type, matrix); !read)
        return read.error();
    matrix.shape = std::move(header.value().shape);
    matrix.isColumnMajor = header.value().isColumnMajor;
    matrix.offset = header.value().offset;
    matrix.source = std::move(source);
    if (auto good = checkBytes(matrix); !good)
        return good.error();
    return matrix;
}

Result<std::vector<std::string>> namesInNpz(const ByteSource& source)
{
    const auto entries = readZipDirectory(source);
    if (!entries)
        return entries.error();
    std::vector<std::string> names;
    for (const auto& entry : entries.value())
        if (entry.name.ends_with(kNpyEnding))
            names.push_back(entry.name.substr(0, entry.name.size() - kNpyEnding.size()));
    if (names.empty())
        return Error{ErrorKind::Format, "is a zip archive without arrays of NumPy"};
    std::ranges::sort(names);
    return names;
}

Result<StoredMatrix> openNpz(const std::shared_ptr<const ByteSource>& source, const std::string& name)
{
    const auto entries = readZipDirectory(*source);
    if (!entries)
        return entries.error();
    const auto wanted = name + std::string(kNpyEnding);
    const auto found = std::ranges::find(entries.value(), wanted, &ZipEntry::name);
    if (found == entries.value().end())
        return Error{ErrorKind::NotFound, "has no array " + name};
    auto bytes = entrySource(source, *found);
    if (!bytes)
        return bytes.error();
    return openNpy(std::move(bytes).value(), name);
}

Result<void> writeNpy(const std::filesystem::path& path, const Array& array)
{
    std::vector<std::string> sizes;
    for (const auto size : array.shape)
        sizes.push_back(std::to_string(size));
    auto header = std::string("{'descr': '") + (std::endian::native == std::endian::big ? ">" : "<")
        + "f4', 'fortran_order': False, 'shape': (" + joinText(sizes, ", ")
        + (sizes.size() == 1 ? ",), }" : "), }");
    constexpr std::size_t kBefore = 10, kAlignment = 64; // magic, version, length
    const auto whole = (kBefore + header.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
    header.resize(whole - kBefore - 1, ' ');
    header += '\n';
    const std::string start = std::string(kNpyMagic) + '\x01' + '\0' + char(header.size() & 0xff)
        + char(header.size() >> 8) + header;
    return writeFileAtomically(path, [&](const std::filesystem::path& beside) -> Result<void> {
        std::ofstream file(beside, std::ios::binary | std::ios::trunc);
        file.write(start.data(), std::streamsize(start.size()));
        file.write(reinterpret_cast<const char*>(array.values.data()),
            std::streamsize(array.values.size() * sizeof(float)));
        file.close();
        return file ? Result<void>()
                    : Error{ErrorKind::Io, path.string() + ": cannot be written; is the disk full?"};
    });
}

} // namespace modalscope
