#include "app/commands/layout_file.h"

#include "core/base/atomic_file.h"
#include "core/io/npy.h"

namespace modalscope {
namespace {

namespace fs = std::filesystem;
} // namespace

Result<void> checkLayoutPath(const std::string& path)
{
    const fs::path file(path);
    if (file.extension() != ".npy" && file.extension() != ".csv")
        return invalidInput("--out: " + path + " must end in .npy or .csv");
    std::error_code code;
    if (file.has_parent_path() && !fs::is_directory(file.parent_path(), code))
        return invalidInput("--out: there is no folder " + file.parent_path().string() + "; make it first");
    return {};
}

Result<void> writeLayout(const std::string& path, const PlacedSamples& placed)
{
    return fs::path(path).extension() == ".npy" ? writeNpy(path, placed.positions)
                                                : writeFileAtomically(path, layoutCsv(placed));
}

std::string unfinishedName(const std::string& path)
{
    const fs::path file(path);
    return (file.parent_path() / (file.stem().string() + "-unfinished" + file.extension().string())).string();
}

} // namespace modalscope
