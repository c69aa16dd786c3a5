#include "core/export/export_run.h"

#include "core/base/atomic_file.h"
#include "core/export/exported_run.h"
#include "core/export/npz_file.h"
#include "core/export/python_script.h"

#include <array>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

/// The files that will be written: the weights last.
std::vector<fs::path> filesOf(const ExportRequest& request, const std::string& id)
{
    if (request.kind == ExportKind::Python) {
        const auto folder = request.out.empty() ? fs::path(id) : request.out;
        return {folder / "model.py", folder / "weights.safetensors"};
    }
    const auto name = id + "." + toText(request.kind);
    std::error_code code;
    if (request.out.empty())
        return {name};
    const bool isFolder = !request.out.has_filename() || fs::is_directory(request.out, code);
    return {isFolder ? request.out / name : request.out};
}

Result<void> checkFree(const std::vector<fs::path>& files)
{
    std::error_code code;
    for (const auto& file : files)
        if (fs::exists(fs::symlink_status(file, code)))
            return invalidInput(
                file.string() + ": exists already; choose another place, or replace it with --force");
    return {};
}

Result<void> makeFolder(const fs::path& file)
{
    const auto folder = file.parent_path();
    std::error_code code;
    if (!folder.empty())
        fs::create_directories(folder, code);
    if (code)
        return Error{ErrorKind::Io, folder.string() + ": the folder cannot be made: " + code.message()};
    return {};
}

} // namespace

std::span<const Choice<ExportKind>> choices(ExportKind)
{
    static constexpr std::array<Choice<ExportKind>, 3> all{{
        {ExportKind::Safetensors, "safetensors", "safetensors"},
        {ExportKind::Npz, "npz", "NumPy archive (npz)"},
        {ExportKind::Python, "python", "PyTorch script and weights"},
    }};
    return all;
}

Result<ExportedFiles> exportRun(const ExportRequest& request)
{
    const auto read = readExportedRun(request.run);
    if (!read)
        return read.error();
    const auto& run = read.value();
    const auto script
        = request.kind == ExportKind::Python ? pythonScript(run) : Result<std::string>(std::string());
    if (!script)
        return Error{script.error().kind, request.run.string() + ": " + script.error().message};
    ExportedFiles written{run.id, filesOf(request, run.id)};
    if (!request.replaces)
        if (auto isFree = checkFree(written.files); !isFree)
            return isFree.error();
    if (auto made = makeFolder(written.files.front()); !made)
        return made.error();
    if (request.kind == ExportKind::Python) {
        for (const auto& name : modalitiesWithoutMean(run))
            written.notes.push_back("the script refuses samples that have no " + name
                + ": the run puts the mean of the training rows there, which it does not store");
        if (auto done = writeFileAtomically(written.files.front(), script.value()); !done)
            return done.error();
    }
    const auto& path = written.files.back();
    const auto done = request.kind == ExportKind::Npz ? writeNpz(path, run.weights.tensors)
                                                      : writeSafetensors(path, run.weights);
    if (!done)
        return done.error();
    for (const auto& [name, tensor] : run.weights.tensors) {
        ++written.tensors;
        written.values += elementCount(tensor.shape);
    }
    return written;
}

} // namespace modalscope
