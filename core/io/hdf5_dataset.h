#pragma once

#include "core/data/array.h"
#include "core/io/hdf5_type.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// "[100 x 3 x 28 x 28]"
std::string sizesText(const Shape& shape);

/// The number of values a shape claims, which may be more than any integer.
double valuesClaimed(const Shape& shape);

/// What the headers of an HDF5 dataset claim; none of its values has been read.
struct Hdf5DatasetInfo {
    Shape shape; ///< empty for a single value
    Hdf5Type type;
    std::int64_t storedBytes = 0; ///< on disk
    bool isElsewhere = false; ///< the values lie in other files
    std::int64_t chunkRows = 0; ///< 0 = not chunked
    std::int64_t chunkBytes = 0; ///< of one chunk, unpacked
    std::int64_t chunks = 0, chunksWritten = 0;
    bool isPacked = false; ///< chunks go through a filter: compressed
};

/// One dataset of an open file, which it keeps open. Error messages start with the file and name the dataset.
class Hdf5Dataset {
public:
    /// `cacheBytes`: for unpacked chunks; 0 = HDF5's usual size. Error: Format.
    static Result<Hdf5Dataset> open(
        const Hdf5File& file, const std::string& path, std::int64_t cacheBytes = 0);
    /// New, for writing row by row; `pack` compresses it. Error: Io.
    static Result<Hdf5Dataset> create(
        const Hdf5File& file, const std::string& path, ElementType type, const Shape& shape, bool pack);

    const Hdf5File& file() const { return m_file; }
    const std::string& path() const { return m_path; } ///< in the file: "/train/pix240"
    const Hdf5DatasetInfo& info() const { return m_info; }
    std::int64_t rows() const { return m_info.shape.empty() ? 1 : m_info.shape.front(); }
    std::int64_t rowSize() const; ///< values per row

    /// Whether the values that the shape promises are in the file: HDF5 makes up the ones that were never
    /// written, so a small file can claim any size. To be asked before memory is taken. Error: Format.
    Result<void> checkStorage() const;
    /// Rows first .. first+count-1 as `info().type.element`, byte for byte. Error: Io.
    Result<void> readRows(std::int64_t first, std::int64_t count, std::span<std::byte> out) const;
    /// Elements `first` .. `first`+`count`-1 along every axis as `info().type.tensor`. Error: Io.
    Result<void> readBlock(const Shape& first, const Shape& count, std::span<std::byte> out) const;
    /// All entries of a dataset of texts. Error: Io; Format when they take more than 256 MB.
    Result<std::vector<std::string>> readTexts() const;
    /// `bytes`: rows of the type it was created with. Error: Io.
    Result<void> writeRows(std::int64_t first, std::int64_t count, std::span<const std::byte> bytes) const;

    Error error(ErrorKind kind, const std::string& what, bool withReason = false) const
    {
        return m_file.error(kind, m_path, what, withReason);
    }

private:
    Hdf5Dataset(Hdf5File file, std::string path, Hdf5Id id)
        : m_file(std::move(file))
        , m_path(std::move(path))
        , m_id(std::make_shared<Hdf5Id>(std::move(id)))
    { }
    bool readInfo();

    Hdf5File m_file;
    std::string m_path;
    std::shared_ptr<Hdf5Id> m_id;
    Hdf5DatasetInfo m_info;
};

/// Texts of variable length as a dataset [entry]. Error: Io.
Result<void> writeTexts(const Hdf5File& file, const std::string& path, const std::vector<std::string>& texts);

} // namespace modalscope
