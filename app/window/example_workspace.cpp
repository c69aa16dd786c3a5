#include "app/window/example_workspace.h"

#include <QCoreApplication>
#include <QStandardPaths>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

} // namespace

fs::path shippedExample()
{
    const fs::path program = QCoreApplication::applicationDirPath().toStdString();
    std::error_code code;
    for (const auto& place : {program.parent_path() / "share" / "modalscope" / "example",
             fs::path(MODALSCOPE_RESOURCES) / "example"})
        if (fs::is_directory(place / "runs", code))
            return place;
    return {};
}

fs::path userExample()
{
    const auto data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return fs::path(data.toStdString()) / "ModalScope" / "Example";
}

Result<void> copyExample(const fs::path& from, const fs::path& to)
{
    std::error_code code;
    if (from.empty())
        return Error{ErrorKind::NotFound,
            "the example project is not installed; open a dataset or a workspace of your own"};
    if (fs::is_directory(to / "runs", code))
        return {};
    const auto beside = fs::path(to.string() + ".part");
    fs::remove_all(beside, code);
    fs::create_directories(beside, code);
    if (!code)
        fs::copy(from, beside, fs::copy_options::recursive, code);
    if (!code)
        fs::create_directories(beside / "runs", code);
    if (!code && fs::exists(to)) // an empty folder, or one without runs: its contents stay
        fs::copy(beside, to, fs::copy_options::recursive | fs::copy_options::skip_existing, code);
    else if (!code)
        fs::rename(beside, to, code);
    const auto failed = code;
    fs::remove_all(beside, code);
    return failed ? Result<void>(Error{ErrorKind::Io,
               to.string() + ": the example project cannot be copied there: " + failed.message()})
                  : Result<void>();
}

} // namespace modalscope
