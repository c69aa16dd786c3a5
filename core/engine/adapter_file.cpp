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

/// "adapter.safetensors: the tensor a.ssf.gamma has values that are not finite": learned values never are.
std::string wrongValuesOf(const std::map<std::string, torch::Tensor>& tensors)
{
    for (const auto& [name, tensor] : tensors) {
        if (!tensor.is_floating_point())
            return "the tensor " + name + " does not hold floating-point numbers";
        if (!torch::isfinite(tensor).all().item<bool>())
            return "the tensor " + name + " has values that are not finite";
    }
    return {};
}

/// Moves a folder that is whole to its place. Another program that has put the same set there is as good.
Result<void> putInPlace(const fs::path& made, const fs::path& folder, const AdapterFile& file)
{
    std::error_code code;
    fs::rename(made, folder, code);
    if (!code)
        return {};
    const auto known = isStored(folder, file.options, file.base);
    if (!known)
        return known.error();
    if (known.value())
        return {};
    return Error{ErrorKind::Io,
        folder.string() + ": the adapters cannot be put there: " + code.message()
            + "; see whether the folder can be written to, and adapt the run again"};
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
    auto placed = putInPlace(made, folder, file);
    fs::remove_all(made, code); // not there any more when it was moved
    return placed;
}

Result<AdapterFile> readAdapterFile(const fs::path& path)
{
    auto contents = readSafetensors(path);
    if (!contents && contents.error().kind == ErrorKind::NotFound)
        return Error{ErrorKind::NotFound,
            contents.error().message + "; name the folder of one adapter set, such as RUN/adapters/a-ssf-s0"};
    if (!contents)
        return contents.error().kind == ErrorKind::Format ? learnAgain(contents.error(), path.parent_path())
                                                          : contents.error();
    const auto& metadata = contents.value().metadata;
    const auto base = metadata.find("base"), options = metadata.find("options");
    if (base == metadata.end() || options == metadata.end())
        return Error{ErrorKind::Format,
            path.string()
                + ": is no adapter set: its metadata name neither base nor options; choose an "
                  "adapter.safetensors that ModalScope wrote"};
    const auto json = parseJson(options->second, "options");
    if (!json)
        return learnAgain(
            {ErrorKind::Format, path.string() + ": its metadata have damaged options"}, path.parent_path());
    auto read = fromJson<AdaptOptions>(json.value());
    if (!read)
        return learnAgain(
            {ErrorKind::Format, path.string() + ": " + read.error().message}, path.parent_path());
    AdapterFile file{base->second, std::move(read).value(), {}};
    auto tensors = toTensors(contents.value().tensors);
    if (!tensors)
        return learnAgain(
            {tensors.error().kind, path.string() + ": " + tensors.error().message}, path.parent_path());
    file.tensors = std::move(tensors).value();
    if (const auto wrong = wrongValuesOf(file.tensors); !wrong.empty())
        return learnAgain({ErrorKind::Format, path.string() + ": " + wrong}, path.parent_path());
    return file;
}

Result<bool> isStored(const fs::path& folder, const AdaptOptions& options, const std::string& base)
{
    std::error_code code;
    if (!fs::exists(folder, code))
        return false;
    const auto stored = readAdapter(folder);
    if (!stored)
        return stored.error();
    if (comparable(stored.value().options) != comparable(options))
        return invalidInput(folder.string()
            + ": these adapters were learned with other options; remove the folder or choose another seed");
    const auto file = readAdapterFile(folder / "adapter.safetensors");
    if (!file)
        return file.error().kind == ErrorKind::NotFound
            ? learnAgain({ErrorKind::NotFound, folder.string() + ": has no adapter.safetensors"}, folder)
            : file.error();
    if (file.value().base != base)
        return learnAgain(invalidInput(folder.string()
                              + ": these adapters were learned on other weights of the run, which has been "
                                "trained anew since"),
            folder);
    return true;
}

} // namespace modalscope
