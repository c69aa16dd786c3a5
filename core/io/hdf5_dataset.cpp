#include "core/io/hdf5_dataset.h"

#include "core/base/text.h"

#include <hdf5.h>

#include <algorithm>

namespace modalscope {
namespace {

constexpr std::uint64_t kMostTextBytes = 256'000'000;
constexpr std::int64_t kTextRows = 4096;
constexpr std::int64_t kChunkBytes = 1 << 20;
constexpr std::int64_t kMostChunkBytes = 1 << 30;

/// Selects rows first .. first+count-1; returns the space of as many rows in memory.
Hdf5Id selectRows(hid_t space, const Shape& shape, std::int64_t first, std::int64_t count)
{
    std::vector<hsize_t> start(shape.size(), 0), size(shape.begin(), shape.end());
    if (shape.empty())
        return Hdf5Id(H5Screate(H5S_SCALAR));
    start.front() = hsize_t(first);
    size.front() = hsize_t(count);
    if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr) < 0)
        return Hdf5Id();
    return Hdf5Id(H5Screate_simple(int(size.size()), size.data(), nullptr));
}

void readChunking(hid_t dataset, hid_t space, hid_t list, Hdf5DatasetInfo& info)
{
    std::vector<hsize_t> chunk(info.shape.size());
    if (H5Pget_chunk(list, int(chunk.size()), chunk.data()) < 0)
        return;
    info.chunkRows = std::int64_t(chunk.front());
    info.chunkBytes = std::int64_t(info.type.size);
    info.chunks = 1;
    for (std::size_t i = 0; i < chunk.size(); ++i) {
        const auto size = std::max<std::int64_t>(1, std::int64_t(chunk[i]));
        info.chunkBytes = std::int64_t(std::min(9e18, double(info.chunkBytes) * double(size)));
        info.chunks
            = std::int64_t(std::min(9e18, double(info.chunks) * double((info.shape[i] + size - 1) / size)));
    }
    info.isPacked = H5Pget_nfilters(list) > 0;
    hsize_t written = 0;
    if (H5Dget_num_chunks(dataset, space, &written) >= 0)
        info.chunksWritten = std::int64_t(written);
}

} // namespace

std::string sizesText(const Shape& shape)
{
    std::string text;
    for (const auto size : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    return "[" + text + "]";
}

double valuesClaimed(const Shape& shape)
{
    double values = 1;
    for (const auto size : shape)
        values *= double(size);
    return values;
}

std::int64_t Hdf5Dataset::rowSize() const
{
    std::int64_t size = 1;
    for (std::size_t i = 1; i < m_info.shape.size(); ++i)
        size *= m_info.shape[i];
    return size;
}

bool Hdf5Dataset::readInfo()
{
    const Hdf5Id type(H5Dget_type(m_id->id()));
    const Hdf5Id space(H5Dget_space(m_id->id()));
    const Hdf5Id list(H5Dget_create_plist(m_id->id()));
    if (!type || !space || !list)
        return false;
    m_info.type = describeType(type.id());
    const int rank = H5Sget_simple_extent_ndims(space.id());
    if (rank < 0)
        return false;
    std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
    if (rank > 0 && H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr) < 0)
        return false;
    for (const auto size : sizes)
        m_info.shape.push_back(std::int64_t(std::min<hsize_t>(size, hsize_t(9e18))));
    m_info.storedBytes = std::int64_t(std::min<hsize_t>(H5Dget_storage_size(m_id->id()), hsize_t(9e18)));
    const auto layout = H5Pget_layout(list.id());
    m_info.isElsewhere = layout == H5D_VIRTUAL || H5Pget_external_count(list.id()) > 0;
    if (layout == H5D_CHUNKED && rank > 0)
        readChunking(m_id->id(), space.id(), list.id(), m_info);
    return true;
}

Result<Hdf5Dataset> Hdf5Dataset::open(const Hdf5File& file, const std::string& path, std::int64_t cacheBytes)
{
    const Hdf5Lock lock;
    const Hdf5Id access(H5Pcreate(H5P_DATASET_ACCESS));
    if (cacheBytes > 0)
        H5Pset_chunk_cache(
            access.id(), 12421, std::size_t(cacheBytes), 1.0); // a prime number of slots; read-only
    Hdf5Id id(H5Dopen2(file.id(), path.c_str(), access.id()));
    if (!id)
        return file.error(ErrorKind::Format, path, "cannot be read, the file is damaged", true);
    Hdf5Dataset dataset(file, path, std::move(id));
    if (!dataset.readInfo())
        return dataset.error(ErrorKind::Format, "cannot be read, the file is damaged", true);
    return dataset;
}

Result<Hdf5Dataset> Hdf5Dataset::create(
    const Hdf5File& file, const std::string& path, ElementType type, const Shape& shape, bool pack)
{
    const Hdf5Lock lock;
    const std::vector<hsize_t> sizes(shape.begin(), shape.end());
    const Hdf5Id space(H5Screate_simple(int(sizes.size()), sizes.data(), nullptr));
    const Hdf5Id how(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(how.id(), false);
    const auto rowBytes
        = std::int64_t(elementSize(type)) * elementCount(shape) / std::max<std::int64_t>(1, shape.front());
    if (pack && elementCount(shape) > 0) {
        auto chunk = sizes;
        chunk.front() = hsize_t(std::clamp<std::int64_t>(kChunkBytes / rowBytes, 1, shape.front()));
        H5Pset_chunk(how.id(), int(chunk.size()), chunk.data());
        H5Pset_shuffle(how.id());
        H5Pset_deflate(how.id(), 4);
    }
    Hdf5Id id(H5Dcreate2(
        file.id(), path.c_str(), nativeType(type), space.id(), H5P_DEFAULT, how.id(), H5P_DEFAULT));
    if (!id)
        return file.error(ErrorKind::Io, path, "cannot be written", true);
    Hdf5Dataset dataset(file, path, std::move(id));
    if (!dataset.readInfo())
        return dataset.error(ErrorKind::Io, "cannot be written", true);
    return dataset;
}

Result<void> Hdf5Dataset::checkStorage() const
{
    if (m_info.isElsewhere)
        return error(ErrorKind::Format, "keeps its values in other files; write them into this one");
    if (m_info.storedBytes > m_file.size())
        return error(ErrorKind::Format,
            "claims " + sizeText(double(m_info.storedBytes)) + " of a file of "
                + sizeText(double(m_file.size())) + "; the file is damaged");
    const double claimed = valuesClaimed(m_info.shape) * double(m_info.type.size);
    const bool isWhole = m_info.chunkRows > 0 ? m_info.chunksWritten >= m_info.chunks
                                              : double(m_info.storedBytes) >= claimed;
    if (claimed > 0 && !isWhole)
        return error(ErrorKind::Format,
            "has the shape " + sizesText(m_info.shape) + " (" + sizeText(claimed) + ") but only "
                + sizeText(double(m_info.storedBytes)) + " of it were ever written; write all of its rows");
    if (m_info.chunkBytes > kMostChunkBytes)
        return error(ErrorKind::Format,
            "is stored in chunks of " + sizeText(double(m_info.chunkBytes))
                + "; write it with chunks of a few MB");
    return {};
}

Result<void> Hdf5Dataset::readRows(std::int64_t first, std::int64_t count, std::span<std::byte> out) const
{
    const Hdf5Lock lock;
    const Hdf5Id space(H5Dget_space(m_id->id()));
    const auto memory = selectRows(space.id(), m_info.shape, first, count);
    if (!memory
        || H5Dread(
               m_id->id(), nativeType(m_info.type.element), memory.id(), space.id(), H5P_DEFAULT, out.data())
            < 0)
        return error(ErrorKind::Io, "cannot be read, the file is damaged or its disk has gone", true);
    return {};
}

Result<void> Hdf5Dataset::readBlock(const Shape& first, const Shape& count, std::span<std::byte> out) const
{
    const Hdf5Lock lock;
    const Hdf5Id type(H5Dget_type(m_id->id())), space(H5Dget_space(m_id->id()));
    const auto memoryType = typeInMemory(type.id());
    const std::vector<hsize_t> start(first.begin(), first.end()), size(count.begin(), count.end());
    const Hdf5Id memory(
        size.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(int(size.size()), size.data(), nullptr));
    const bool isSelected = size.empty()
        || H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr) >= 0;
    if (!isSelected
        || H5Dread(m_id->id(), memoryType.id(), memory.id(), space.id(), H5P_DEFAULT, out.data()) < 0)
        return error(ErrorKind::Io, "cannot be read, the file is damaged or its disk has gone", true);
    return {};
}

Result<std::vector<std::string>> Hdf5Dataset::readTexts() const
{
    const Hdf5Lock lock;
    const Hdf5Id type(H5Dget_type(m_id->id()));
    const bool isVariable = m_info.type.kind == Hdf5Type::Kind::VariableText;
    const auto itemBytes = isVariable ? sizeof(char*) : m_info.type.size;
    if (double(rows()) * double(itemBytes) > double(kMostTextBytes))
        return error(ErrorKind::Format, "has more than 256 MB of text; shorten it");
    std::vector<std::string> texts;
    std::uint64_t total = 0;
    for (std::int64_t first = 0; first < rows(); first += kTextRows) {
        const auto count = std::min(kTextRows, rows() - first);
        const Hdf5Id space(H5Dget_space(m_id->id()));
        const auto memory = selectRows(space.id(), m_info.shape, first, count);
        std::vector<char> bytes(std::size_t(count) * itemBytes, '\0');
        if (!memory || H5Dread(m_id->id(), type.id(), memory.id(), space.id(), H5P_DEFAULT, bytes.data()) < 0)
            return error(ErrorKind::Io, "cannot be read, the file is damaged", true);
        for (std::size_t i = 0; i < std::size_t(count); ++i) {
            const char* text = bytes.data() + i * itemBytes;
            if (isVariable)
                text = reinterpret_cast<char* const*>(bytes.data())[i];
            texts.push_back(text == nullptr
                    ? std::string()
                    : textFrom(text, isVariable ? std::string_view(text).size() : itemBytes));
            total += texts.back().size();
        }
        if (isVariable)
            H5Dvlen_reclaim(type.id(), memory.id(), H5P_DEFAULT, bytes.data());
        if (total > kMostTextBytes)
            return error(ErrorKind::Format, "has more than 256 MB of text; shorten it");
    }
    return texts;
}

Result<void> Hdf5Dataset::writeRows(
    std::int64_t first, std::int64_t count, std::span<const std::byte> bytes) const
{
    const Hdf5Lock lock;
    const Hdf5Id space(H5Dget_space(m_id->id()));
    const auto memory = selectRows(space.id(), m_info.shape, first, count);
    if (!memory
        || H5Dwrite(m_id->id(), nativeType(m_info.type.element), memory.id(), space.id(), H5P_DEFAULT,
               bytes.data())
            < 0)
        return error(ErrorKind::Io, "cannot be written", true);
    return {};
}

Result<void> writeTexts(const Hdf5File& file, const std::string& path, const std::vector<std::string>& texts)
{
    const Hdf5Lock lock;
    const auto type = variableText();
    std::vector<const char*> bytes;
    for (const auto& text : texts)
        bytes.push_back(text.c_str());
    const hsize_t count = texts.size();
    const Hdf5Id space(H5Screate_simple(1, &count, nullptr));
    const Hdf5Id how(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_obj_track_times(how.id(), false);
    const Hdf5Id id(
        H5Dcreate2(file.id(), path.c_str(), type.id(), space.id(), H5P_DEFAULT, how.id(), H5P_DEFAULT));
    if (!id || H5Dwrite(id.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0)
        return file.error(ErrorKind::Io, path, "cannot be written", true);
    return {};
}

} // namespace modalscope
