#include "core/store/adoptable_checkpoint.h"

#include "core/base/text.h"
#include "core/io/safetensors.h"
#include "core/store/run_manifest.h"

#include <algorithm>

namespace modalscope {
namespace {

constexpr const char* kForeign
    = "; to start an encoder from it name it in encoders.<modality>.weights or method.network.weights";

Error notAdoptable(const std::string& file, const std::string& what)
{
    return {ErrorKind::Format, file + ": " + what};
}

/// What a safetensors file without an experiment is.
std::string kindOfOther(const std::map<std::string, std::string>& metadata)
{
    const auto is = [&](const char* key, std::string_view value) {
        const auto found = metadata.find(key);
        return found != metadata.end() && found->second == value;
    };
    if (is("format", "modalscope-state-1"))
        return "is the state of an unfinished run and does not say which experiment it is of; resume the run "
               "in its folder, and use its checkpoint.safetensors";
    if (is("modalscope", "adapters"))
        return "is an adapter set and has no network of its own; use the checkpoint.safetensors of the run "
               "that it was learned on";
    return std::string("is no checkpoint of ModalScope: its metadata name no experiment") + kForeign;
}

Result<nlohmann::json> jsonOf(
    const std::map<std::string, std::string>& metadata, const char* key, const std::string& file)
{
    const auto found = metadata.find(key);
    if (found == metadata.end())
        return notAdoptable(file, std::string("its metadata have no ") + key + ", so it cannot become a run");
    auto json = parseJson(found->second, file + ": metadata " + key);
    return json ? json : Result<nlohmann::json>(notAdoptable(json.error().message, "the file is damaged"));
}

/// What the metadata say of the data; nothing when it is not what a run writes.
std::optional<std::vector<Modality>> modalitiesOf(const nlohmann::json& list)
{
    std::vector<Modality> all;
    try {
        for (const auto& one : list) {
            Modality modality;
            modality.name = one.at("name").get<std::string>();
            const auto kind = fromText<ModalityKind>(one.at("kind").get<std::string>());
            if (!kind)
                return std::nullopt;
            modality.kind = *kind;
            modality.shape = one.at("shape").get<Shape>();
            all.push_back(std::move(modality));
        }
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
    return all;
}

std::optional<std::vector<std::string>> textsOf(const nlohmann::json& list)
{
    if (!list.is_array()
        || !std::ranges::all_of(list, [](const nlohmann::json& one) { return one.is_string(); }))
        return std::nullopt;
    return list.get<std::vector<std::string>>();
}

/// A file that was made smaller would give other numbers than the run.
Result<void> checkTypes(
    const std::vector<SafetensorsIndex::Tensor>& tensors, Precision precision, const std::string& file)
{
    const std::string usual = precision == Precision::Float64 ? "F64" : "F32";
    for (const auto& tensor : tensors)
        if (tensor.name.starts_with("weights/") && tensor.type != usual && tensor.type != "I64")
            return notAdoptable(file,
                "tensor " + printableText(tensor.name) + " is " + tensor.type + " and the run had " + usual
                    + ": the file has been converted and would not give the run's results; use the original");
    return {};
}

} // namespace

Result<AdoptableCheckpoint> readAdoptable(const std::filesystem::path& file)
{
    AdoptableCheckpoint out;
    out.file = std::filesystem::absolute(file).lexically_normal().string();
    if (!isUtf8(out.file))
        return invalidInput(printableText(out.file) + ": is not UTF-8 text; rename the file or folder");
    std::error_code code;
    if (std::filesystem::is_directory(out.file, code))
        return invalidInput(out.file
            + ": is a folder; name the checkpoint.safetensors in it, or put a run's folder as a whole into "
              "runs/ of the workspace");
    const auto source = ByteSource::ofFile(out.file);
    if (!source)
        return source.error();
    const auto index = readSafetensorsIndex(*source.value());
    if (!index)
        return notAdoptable(out.file,
            std::filesystem::path(out.file).extension() == ".safetensors"
                ? index.error().message
                : std::string("is no checkpoint of ModalScope, which is a safetensors file") + kForeign);
    const auto& metadata = index.value().metadata;
    if (!metadata.contains("experiment"))
        return notAdoptable(out.file, kindOfOther(metadata));
    const auto experiment = jsonOf(metadata, "experiment", out.file);
    const auto modalities = jsonOf(metadata, "modalities", out.file);
    const auto classes = jsonOf(metadata, "class_names", out.file);
    for (const auto* json : {&experiment, &modalities, &classes})
        if (!*json)
            return json->error();
    auto known = fromJson<Experiment>(experiment.value());
    if (!known)
        return notAdoptable(out.file,
            "its experiment is not known to this version: " + known.error().message
                + "; open it with the version that wrote it");
    out.experiment = std::move(known).value();
    auto described = modalitiesOf(modalities.value());
    auto names = textsOf(classes.value());
    if (!described || !names || out.experiment.dataset.empty())
        return notAdoptable(out.file, "its metadata are damaged, so it cannot become a run");
    out.modalities = std::move(*described);
    out.classNames = std::move(*names);
    if (const auto frozen = metadata.find("frozen"); frozen != metadata.end()) {
        const auto json = jsonOf(metadata, "frozen", out.file);
        const auto list = json ? textsOf(json.value()) : std::nullopt;
        if (!list)
            return notAdoptable(out.file, "its metadata are damaged, so it cannot become a run");
        out.frozen = {list->begin(), list->end()};
    }
    const auto textOf = [&](const char* key) {
        const auto found = metadata.find(key);
        return found == metadata.end() ? std::string() : found->second;
    };
    out.run = textOf("run");
    const double epoch = numberFromText(textOf("epoch"));
    out.epoch = epoch >= 0 && epoch <= 1e6 ? int(epoch) : 0;
    if (auto same = checkTypes(index.value().tensors, out.experiment.train.precision, out.file); !same)
        return same.error();
    const auto mark = markOf(out.file);
    if (!mark)
        return mark.error();
    out.sha256 = mark.value().sha256;
    return out;
}

Result<std::string> noteOfDataset(const AdoptableCheckpoint& checkpoint, const Dataset& dataset)
{
    if (dataset.fingerprint == checkpoint.fingerprint())
        return std::string();
    const auto fail = [&](const std::string& what) {
        return invalidInput(dataset.path + ": does not fit the checkpoint " + checkpoint.file + ", " + what
            + "; use the dataset with fingerprint " + checkpoint.fingerprint().substr(0, 12)
            + ", which it was trained on");
    };
    for (const auto& wanted : checkpoint.modalities) {
        const auto* own = dataset.modality(wanted.name);
        if (own == nullptr)
            return fail("which has a modality " + wanted.name + " (" + shapeText(wanted)
                + ") and the dataset has " + dataset.modalityList());
        if (own->kind != wanted.kind || own->shape != wanted.shape)
            return fail("whose modality " + wanted.name + " is " + shapeText(wanted)
                + " and the dataset's is " + shapeText(*own));
    }
    if (dataset.classNames.size() != checkpoint.classNames.size())
        return fail("which knows " + std::to_string(checkpoint.classNames.size())
            + " classes and the dataset has " + std::to_string(dataset.classNames.size()));
    return "its weights were learned on another dataset (fingerprint "
        + checkpoint.fingerprint().substr(0, 12) + ") and evaluated on " + dataset.name
        + (dataset.classNames == checkpoint.classNames ? std::string()
                                                       : std::string(", whose classes have other names"));
}

} // namespace modalscope
