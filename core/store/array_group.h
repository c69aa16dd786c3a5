#pragma once

#include "core/data/array.h"
#include "core/io/hdf5_file.h"
#include "core/io/hdf5_type.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// Arrays of a run's HDF5 files: packed, one dataset each. Error: Io.
Result<void> writeInts(const Hdf5File& file, const std::string& path, const std::vector<int>& values);
Result<void> writeFlags(
    const Hdf5File& file, const std::string& path, const std::vector<std::uint8_t>& values);
Result<void> writeScores(
    const Hdf5File& file, const std::string& path, const ArrayD& scores); ///< float32 on disk

/// Reads the arrays of one group; remembers the first error, after which everything is empty. Names are below
/// the group: "/labels". `rows` is the number of rows there must be, below 0 any.
class ArrayGroup {
public:
    ArrayGroup(const Hdf5File& file, std::string group)
        : m_file(file)
        , m_group(std::move(group))
    { }

    const std::optional<Error>& error() const { return m_error; }

    bool has(const std::string& folder, const std::string& name);
    std::vector<std::string> members(const std::string& folder); ///< names, none when it is not there
    std::vector<int> ints(const std::string& name, std::int64_t rows = -1);
    std::vector<std::uint8_t> flags(const std::string& name, std::int64_t rows);
    ArrayD scores(const std::string& name, std::int64_t rows); ///< [row, value]
    std::vector<std::string> texts(
        const std::string& name, const std::string& attribute); ///< none when absent
    double number(const std::string& name, const std::string& attribute); ///< 0 when absent

private:
    template <class T>
    T keep(Result<T> result);
    std::vector<std::byte> bytes(
        const std::string& name, ElementType type, std::size_t rank, std::int64_t rows);

    const Hdf5File& m_file;
    std::string m_group;
    Shape m_shape; // of what was read last
    std::optional<Error> m_error;
};

} // namespace modalscope
