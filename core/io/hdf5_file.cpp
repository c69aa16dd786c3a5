#include "core/io/hdf5_file.h"

#include <hdf5.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace modalscope {
namespace {

constexpr std::size_t kMostMembers = 1'000'000; // of one group

static_assert(sizeof(hid_t) == sizeof(Hdf5Handle), "ModalScope needs HDF5 1.10 or later");

std::recursive_mutex& mutexOfHdf5()
{
    static auto* mutex
        = new std::recursive_mutex; // never destroyed: objects may be closed while the program ends
    return *mutex;
}

Hdf5Id accessList()
{
    Hdf5Id list(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_fclose_degree(list.id(), H5F_CLOSE_WEAK);
#if H5_VERSION_GE(1, 14, 0) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 12, 0))
    H5Pset_file_locking(
        list.id(), false, true); // others may write a new version; a change is noticed by its stamp
#endif
    return list;
}

Hdf5Member memberOf(hid_t group, const char* name, const H5L_info_t& link)
{
    Hdf5Member member{name, Hdf5MemberKind::Other, 0};
    H5O_info_t object;
    if (link.type != H5L_TYPE_HARD || H5Oget_info_by_name(group, name, &object, H5P_DEFAULT) < 0)
        return member;
    if (object.type == H5O_TYPE_GROUP)
        member.kind = Hdf5MemberKind::Group;
    else if (object.type == H5O_TYPE_DATASET)
        member.kind = Hdf5MemberKind::Dataset;
    member.address = object.addr;
    return member;
}

herr_t addMember(hid_t group, const char* name, const H5L_info_t* link, void* members)
{
    auto& list = *static_cast<std::vector<Hdf5Member>*>(members);
    list.push_back(memberOf(group, name, *link));
    return list.size() > kMostMembers ? -1 : 0;
}

herr_t keepInnermost(unsigned, const H5E_error2_t* error, void* reason)
{
    if (error->desc != nullptr)
        *static_cast<std::string*>(reason) = error->desc;
    return 0;
}

} // namespace

Hdf5Lock::Hdf5Lock()
    : m_lock(mutexOfHdf5())
{
    // A file that could not be written, as on a full disk, crashes the library's clean-up at the end.
    [[maybe_unused]] static const auto noCleanUp = H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); // the setting belongs to the thread
}

Hdf5Id& Hdf5Id::operator=(Hdf5Id&& other) noexcept
{
    std::swap(m_id, other.m_id);
    return *this;
}

bool Hdf5Id::close()
{
    if (m_id < 0)
        return true;
    const Hdf5Lock lock;
    const auto id = std::exchange(m_id, -1);
    switch (H5Iget_type(id)) {
    case H5I_FILE:
        return H5Fclose(id) >= 0;
    case H5I_DATASET:
        return H5Dclose(id) >= 0;
    default:
        return H5Idec_ref(id) >= 0;
    }
}

std::string hdf5Reason()
{
    std::string reason;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keepInnermost, &reason);
    std::replace_if(
        reason.begin(), reason.end(), [](unsigned char c) { return c < ' '; }, ' ');
    return reason;
}

Hdf5File::Hdf5File(std::string path, Hdf5Id file)
    : m_path(std::move(path))
    , m_file(std::make_shared<Hdf5Id>(std::move(file)))
{ }

Error Hdf5File::error(
    ErrorKind kind, const std::string& where, const std::string& what, bool withReason) const
{
    auto message = m_path + ": " + (where.empty() ? "" : where + " ") + what;
    if (const auto reason = withReason ? hdf5Reason() : std::string(); !reason.empty())
        message += " (" + reason + ")";
    return {kind, std::move(message)};
}

Result<Hdf5File> Hdf5File::open(const std::filesystem::path& path)
{
    const Hdf5Lock lock;
    const auto text = path.string();
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (!std::filesystem::exists(status))
        return Error{ErrorKind::NotFound, text + ": there is no such file"};
    if (!std::filesystem::is_regular_file(status))
        return Error{ErrorKind::InvalidInput, text + ": is not a file; name an HDF5 file"};
    if (::access(path.c_str(), R_OK) != 0)
        return Error{ErrorKind::Io, text + ": cannot open the file: " + std::strerror(errno)};
    const auto size = std::int64_t(std::filesystem::file_size(path, code));
    if (size == 0)
        return Error{ErrorKind::Format, text + ": is empty; write or copy the file again"};
    if (H5Fis_hdf5(text.c_str()) <= 0)
        return Error{ErrorKind::Format, text + ": is not an HDF5 file"};
    const auto access = accessList();
    Hdf5Id file(H5Fopen(text.c_str(), H5F_ACC_RDONLY, access.id()));
    if (!file)
        return Error{ErrorKind::Format,
            text + ": is a damaged or incomplete HDF5 file, copy or write it again (" + hdf5Reason() + ")"};
    Hdf5File opened(text, std::move(file));
    opened.m_size = size;
    return opened;
}

Result<Hdf5File> Hdf5File::ofMemory(const std::string& bytes, const std::string& name)
{
    const Hdf5Lock lock;
    static std::uint64_t images = 0; // HDF5 takes two images of one name for one file
    const auto access = accessList();
    H5Pset_fapl_core(access.id(), 65536, false);
    H5Pset_file_image(access.id(), const_cast<char*>(bytes.data()), bytes.size()); // copies them
    const auto image = "image " + std::to_string(++images);
    Hdf5Id file(H5Fopen(image.c_str(), H5F_ACC_RDONLY, access.id()));
    if (!file)
        return Error{ErrorKind::Format,
            name + ": is a damaged or incomplete HDF5 file, copy or write it again (" + hdf5Reason() + ")"};
    Hdf5File opened(name, std::move(file));
    opened.m_size = std::int64_t(bytes.size());
    return opened;
}

Result<Hdf5File> Hdf5File::create(const std::filesystem::path& path)
{
    const Hdf5Lock lock;
    const auto text = path.string();
    const auto access = accessList();
    const Hdf5Id how(H5Pcreate(H5P_FILE_CREATE));
    H5Pset_obj_track_times(how.id(), false); // the same contents give the same bytes
    Hdf5Id file(H5Fcreate(text.c_str(), H5F_ACC_TRUNC, how.id(), access.id()));
    if (!file)
        return Error{ErrorKind::Io, text + ": cannot create the file: " + hdf5Reason()};
    return Hdf5File(text, std::move(file));
}

Result<std::vector<Hdf5Member>> Hdf5File::members(const std::string& group) const
{
    const Hdf5Lock lock;
    const Hdf5Id opened(H5Gopen2(id(), group.c_str(), H5P_DEFAULT));
    std::vector<Hdf5Member> found;
    if (!opened || H5Literate(opened.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, addMember, &found) < 0)
        return error(ErrorKind::Format, group, "cannot be listed, the file is damaged", true);
    return found;
}

Result<void> Hdf5File::makeGroup(const std::string& group) const
{
    const Hdf5Lock lock;
    const Hdf5Id how(H5Pcreate(H5P_GROUP_CREATE));
    H5Pset_obj_track_times(how.id(), false);
    const Hdf5Id made(H5Gcreate2(id(), group.c_str(), H5P_DEFAULT, how.id(), H5P_DEFAULT));
    if (!made)
        return error(ErrorKind::Io, group, "cannot be written", true);
    return {};
}

Result<void> Hdf5File::close()
{
    const Hdf5Lock lock;
    const bool flushed = H5Fflush(id(), H5F_SCOPE_LOCAL) >= 0;
    const auto failure = flushed ? Error{} : error(ErrorKind::Io, "", "cannot be written", true);
    if (const bool closed = m_file->close(); !flushed || !closed)
        return flushed ? error(ErrorKind::Io, "", "cannot be written", true) : failure;
    return {};
}

} // namespace modalscope
