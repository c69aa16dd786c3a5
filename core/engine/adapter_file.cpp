#include "core/engine/adapter_file.h"

#include "core/base/atomic_file.h"
#include "core/config/json_options.h"
#include "core/io/safetensors.h"
#include "core/store/adapter_folder.h"
#include "core/train/tensor_bytes.h"

#include <algorithm>

#include <unistd.h>

namespace modalscope {

namespace fs = std::filesystem;

namespace {

/// Sets are the same whatever the order of their modalities.
nlohmann::json comparable(AdaptOptions options)
{
    std::ranges::sort(options.present);
    return toJson(options);
}

/// One sentence more for a file that cannot be read.
Error learnAgain(const Error& error, const fs::path& file)
{
    return {error.kind,
        error.message + "; delete the folder " + file.parent_path().string() + " and adapt the run again"};
}

} // namespace

Result<void> writeAdapterFolder(
    const fs::path& folder, const AdapterFile& file, const History& history, const nlohmann::json& metrics)
{
    std::error_code code;
    const auto made = folder.parent_path()
        / ("." + folder.filename().string() + "-" + std::to_string(::getpid())); // hidden until it is whole
    fs::remove_all(made, code);
    fs::create_directories(made, code);
    if (code)
        return Error{ErrorKind::Io, made.string() + ": cannot make the folder: " + code.message()};
    Safetensors contents;
    contents.tensors = toTensorBytes(file.tensors);
    contents.metadata
        = {{"modalscope", "adapters"}, {"base", file.base}, {"options", toJson(file.options).dump()}};
    if (auto written = writeSafetensors(made / "adapter.safetensors", contents); !written)
        return written;
    const std::pair<const char*, std::string> texts[]
        = {{"experiment.json", toJson(file.options).dump(2) + "\n"}, {"history.csv", historyToCsv(history)},
            {"metrics.json", metrics.dump(2) + "\n"}};
    for (const auto& [name, text] : texts)
        if (auto written = writeFileAtomically(made / name, text); !written)
            return written;
    fs::rename(made, folder, code);
    if (code)
        return Error{ErrorKind::Io, folder.string() + ": cannot put the adapters there: " + code.message()};
    return {};
}

Result<AdapterFile> readAdapterFile(const fs::path& path)
{
    auto contents = readSafetensors(path);
    if (!contents && contents.error().kind == ErrorKind::NotFound)
        return Error{ErrorKind::NotFound,
            contents.error().message + "; name the folder of one adapter set, such as RUN/adapters/a-ssf-s0"};
    if (!contents)
        return contents.error().kind == ErrorKind::Format ? learnAgain(contents.error(), path)
                                                          : contents.error();
    const auto& metadata = contents.value().metadata;
    const auto base = metadata.find("base"), options = metadata.find("options");
    if (base == metadata.end() || options == metadata.end())
        return Error{ErrorKind::Format,
            path.string()
                + ": is no adapter set: its metadata name neither base nor options; choose an "
                  "adapter.safetensors that ModalScope wrote"};
    const auto json = parseJson(options->second, path.string());
    if (!json)
        return json.error();
    auto read = fromJson<AdaptOptions>(json.value());
    if (!read)
        return Error{ErrorKind::Format, path.string() + ": " + read.error().message};
    AdapterFile file{base->second, std::move(read).value(), {}};
    auto tensors = toTensors(contents.value().tensors);
    if (!tensors)
        return Error{tensors.error().kind, path.string() + ": " + tensors.error().message};
    file.tensors = std::move(tensors).value();
    return file;
}

Result<bool> isStored(const fs::path& folder, const AdaptOptions& options, const std::string& base)
{
    std::error_code code;
    if (!fs::exists(folder, code))
        return false;
    auto stored = readAdapterJson(folder / "experiment.json");
    if (!stored)
        return stored.error();
    const auto known = fromJson<AdaptOptions>(stored.value());
    if (!known)
        return Error{ErrorKind::Format, (folder / "experiment.json").string() + ": " + known.error().message};
    if (comparable(known.value()) != comparable(options))
        return invalidInput(folder.string()
            + ": these adapters were learned with other options; remove the folder or choose another seed");
    const auto metrics = readAdapterJson(folder / "metrics.json");
    if (!metrics)
        return metrics.error();
    const auto file = readAdapterFile(folder / "adapter.safetensors");
    if (!file)
        return file.error().kind == ErrorKind::NotFound
            ? Error{ErrorKind::NotFound,
                folder.string() + ": has no adapter.safetensors; delete the folder and adapt the run again"}
            : file.error();
    if (file.value().base != base)
        return invalidInput(folder.string()
            + ": these adapters were learned on other weights of the run, which has been trained anew since; "
              "delete the folder and adapt the run again");
    return true;
}

} // namespace modalscope
