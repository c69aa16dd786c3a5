#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// HDF5's hid_t, so that no header of ours needs HDF5's.
using Hdf5Handle = std::int64_t;

/// Held around every call into HDF5: one thread at a time, and the library prints nothing.
class Hdf5Lock {
public:
    Hdf5Lock();

private:
    std::unique_lock<std::recursive_mutex> m_lock;
};

/// Owns one HDF5 object of any kind.
class Hdf5Id {
public:
    explicit Hdf5Id(Hdf5Handle id = -1)
        : m_id(id)
    { }
    ~Hdf5Id() { close(); }
    Hdf5Id(Hdf5Id&& other) noexcept
        : m_id(std::exchange(other.m_id, -1))
    { }
    Hdf5Id& operator=(Hdf5Id&& other) noexcept;

    explicit operator bool() const { return m_id >= 0; }
    Hdf5Handle id() const { return m_id; }
    bool close(); ///< false when HDF5 could not write what was left

private:
    Hdf5Handle m_id;
};

/// Why HDF5's last call on this thread failed: the innermost of its reasons.
std::string hdf5Reason();

enum class Hdf5MemberKind { Group, Dataset, Other };

struct Hdf5Member {
    std::string name;
    Hdf5MemberKind kind = Hdf5MemberKind::Other;
    std::uint64_t address = 0; ///< in the file, of groups and datasets: two names of one object have the same
};

/// One open HDF5 file. Copies share it; the last one closes it. Error messages start with its path.
class Hdf5File {
public:
    /// For reading, without locking it against others. Error: NotFound, Io, Format (not HDF5, truncated,
    /// damaged).
    static Result<Hdf5File> open(const std::filesystem::path& path);
    /// The same of bytes in memory; `name` stands in messages.
    static Result<Hdf5File> ofMemory(const std::string& bytes, const std::string& name);
    /// For writing; replaces what was there. Error: Io.
    static Result<Hdf5File> create(const std::filesystem::path& path);

    const std::string& path() const { return m_path; }
    std::int64_t size() const { return m_size; } ///< bytes on disk when it was opened
    Hdf5Handle id() const { return m_file->id(); }

    /// What lies in a group, by name. Soft links and links to other files are `Other`. Error: Format.
    Result<std::vector<Hdf5Member>> members(const std::string& group) const;
    /// Error: Io.
    Result<void> makeGroup(const std::string& group) const;
    /// Writes what is left; the file is closed then. Error: Io.
    Result<void> close();

    /// "FILE: WHERE WHAT", with HDF5's reason when `withReason`.
    Error error(
        ErrorKind kind, const std::string& where, const std::string& what, bool withReason = false) const;

private:
    Hdf5File(std::string path, Hdf5Id file);

    std::string m_path;
    std::int64_t m_size = 0;
    std::shared_ptr<Hdf5Id> m_file;
};

} // namespace modalscope
