#include "core/export/exported_run.h"

#include "core/store/run_folder.h"
#include "core/store/run_manifest.h"

#include <algorithm>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWeightsPrefix = "weights/";
constexpr std::string_view kStandardizerPrefix = "standardizer/";

Error unusable(const fs::path& path, const std::string& what)
{
    return {ErrorKind::Format,
        path.string() + ": " + what + "; bring the file back from a copy, or train the run again"};
}

/// manifest.json tells what the run wrote at its end; in runs of earlier versions metrics.json.
Result<void> checkUntouched(const RunFolder& folder, const fs::path& checkpoint)
{
    const auto manifest = readManifest(folder.path());
    if (!manifest)
        return manifest.error();
    if (manifest.value())
        return checkMarked(checkpoint);
    const auto metrics = folder.metrics();
    const nlohmann::json::json_pointer place("/files/checkpoint.safetensors");
    const auto told = metrics ? metrics.value().value(place, "") : std::string();
    if (told.empty())
        return {}; // not finished: nothing is told yet
    const auto mark = markOf(checkpoint);
    if (!mark)
        return mark.error();
    if (mark.value().sha256 != told)
        return unusable(
            checkpoint, "is not what the run wrote (its SHA-256 differs from that in metrics.json)");
    return {};
}

Result<std::vector<Modality>> modalitiesFrom(const nlohmann::json& list)
{
    std::vector<Modality> modalities;
    for (const auto& entry : list) {
        Modality modality;
        modality.name = entry.at("name").get<std::string>();
        const auto kind = fromText<ModalityKind>(entry.at("kind").get<std::string>());
        if (!kind)
            return Error{ErrorKind::Format, "an unknown kind"};
        modality.kind = *kind;
        modality.shape = entry.at("shape").get<Shape>();
        modalities.push_back(std::move(modality));
    }
    if (modalities.empty())
        return Error{ErrorKind::Format, "none"};
    return modalities;
}

/// "weights/head.bias" as "head.bias", "standardizer/audio/mean" as "standardizer.audio.mean".
std::map<std::string, TensorBytes> withPlainNames(std::map<std::string, TensorBytes> tensors)
{
    std::map<std::string, TensorBytes> plain;
    for (auto& [name, tensor] : tensors) {
        auto plainName = name.starts_with(kWeightsPrefix) ? name.substr(kWeightsPrefix.size()) : name;
        if (name.starts_with(kStandardizerPrefix))
            std::ranges::replace(plainName, '/', '.');
        plain.emplace(std::move(plainName), std::move(tensor));
    }
    return plain;
}

} // namespace

const TensorBytes* ExportedRun::tensor(const std::string& name) const
{
    const auto found = weights.tensors.find(name);
    return found == weights.tensors.end() ? nullptr : &found->second;
}

Result<ExportedRun> readExportedRun(const fs::path& path)
{
    const RunFolder folder(path);
    auto experiment = folder.experiment();
    if (!experiment)
        return invalidInput(path.string() + ": is not a run folder: " + experiment.error().message);
    if (const auto origin = folder.origin())
        if (auto has = checkHasNetwork(origin.value()); !has)
            return has.error();
    const auto checkpoint = folder.file("checkpoint.safetensors");
    std::error_code code;
    if (!fs::exists(checkpoint, code))
        return Error{ErrorKind::NotFound,
            path.string()
                + ": the run has no checkpoint.safetensors: it has not finished (resume it) or the file was "
                  "removed (bring it back)"};
    if (auto same = checkUntouched(folder, checkpoint); !same)
        return same.error();
    auto contents = readSafetensors(checkpoint);
    if (!contents)
        return contents.error();

    ExportedRun run;
    run.experiment = std::move(experiment).value();
    run.weights = std::move(contents).value();
    auto& metadata = run.weights.metadata;
    run.id = metadata["run"];
    try {
        auto modalities = modalitiesFrom(nlohmann::json::parse(metadata["modalities"]));
        if (!modalities)
            return unusable(checkpoint, "its metadata name no usable modalities");
        run.modalities = std::move(modalities).value();
        run.classNames = nlohmann::json::parse(metadata["class_names"]).get<std::vector<std::string>>();
    } catch (const nlohmann::json::exception&) {
        return unusable(checkpoint, "has damaged metadata");
    }
    metadata["modalscope"] = "weights-1";
    metadata["format"] = "pt"; // what libraries on top of Python's safetensors look for
    run.weights.tensors = withPlainNames(std::move(run.weights.tensors));
    return run;
}

} // namespace modalscope
