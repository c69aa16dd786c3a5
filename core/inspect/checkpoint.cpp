#include "core/inspect/checkpoint.h"

#include "core/base/text.h"
#include "core/inspect/checkpoint_facts.h"
#include "core/inspect/tensor_parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

/// In folders of adapter sets, of runs that have finished, of those that have not, and of Hugging Face.
constexpr std::array<const char*, 8> kFilesOfFolders{"adapter.safetensors", "checkpoint.safetensors",
    "best.safetensors", "state.safetensors", "state-previous.safetensors", "model.safetensors",
    "adapter_model.safetensors", "pytorch_model.bin"};

Result<fs::path> fileOf(const fs::path& path)
{
    std::error_code code;
    if (!fs::is_directory(path, code))
        return path;
    for (const char* name : kFilesOfFolders)
        if (fs::exists(path / name, code))
            return path / name;
    return Error{ErrorKind::NotFound,
        path.string()
            + ": the folder has no weights (checkpoint.safetensors, adapter.safetensors); name a file of "
              "weights, a run that has finished an epoch, or an adapter set"};
}

/// A text of a safetensors file's metadata; empty when it has none of this name.
std::string metadataOf(const TensorTree& tree, std::string_view name)
{
    const auto& root = tree.node(tree.root);
    const auto* text = root.kind == TreeKind::Dict ? tree.find(tree.node(root.attributes), name) : nullptr;
    return text != nullptr ? text->text : std::string();
}

/// Of the checkpoint of a run: [{"name": "audio", ...}, ...].
std::vector<std::string> modalitiesFrom(const std::string& text)
{
    std::vector<std::string> names;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_array())
        return names;
    for (const auto& modality : json)
        if (modality.is_object() && modality.contains("name") && modality["name"].is_string())
            names.push_back(modality["name"].get<std::string>());
    return names;
}

/// The checkpoint of the run that an adapter set or a state lies in says which modalities there are.
std::vector<std::string> modalitiesOfRun(const fs::path& file)
{
    auto folder = file.parent_path();
    for (int up = 0; up < 4; ++up, folder = folder.parent_path()) {
        const auto path = folder / "checkpoint.safetensors";
        std::error_code code;
        if (path == file || !fs::exists(path, code))
            continue;
        const auto run = openWeightsFile(path);
        return run ? modalitiesFrom(metadataOf(run.value().tree, "modalities")) : std::vector<std::string>();
    }
    return {};
}

/// "audio" of "encoder.audio.block0.conv.weight", in the order of the file.
std::vector<std::string> modalitiesOfEncoders(const std::vector<CheckpointTensor>& tensors)
{
    constexpr std::string_view encoder = "encoder.";
    std::vector<std::string> names;
    for (const auto& tensor : tensors) {
        if (!tensor.layer.starts_with(encoder))
            continue;
        auto name = tensor.layer.substr(encoder.size());
        name.resize(std::min(name.find('.'), name.size()));
        if (std::ranges::find(names, name) == names.end())
            names.push_back(std::move(name));
    }
    return names;
}

} // namespace

std::span<const Choice<CheckpointPart>> choices(CheckpointPart)
{
    static constexpr std::array<Choice<CheckpointPart>, 4> all{{
        {CheckpointPart::Weights, "weights", "weights"},
        {CheckpointPart::Adapters, "adapters", "adapters"},
        {CheckpointPart::Optimizer, "optimizer", "optimiser state"},
        {CheckpointPart::Other, "other", "other"},
    }};
    return all;
}

Result<Checkpoint> openCheckpoint(const fs::path& path)
{
    const auto found = fileOf(path);
    if (!found)
        return found.error();
    auto file = openWeightsFile(found.value());
    if (!file)
        return file.error();
    Checkpoint checkpoint;
    checkpoint.path = found.value();
    checkpoint.file = std::move(file).value();
    const auto& tree = checkpoint.file.tree;
    const auto format = metadataOf(tree, "format");
    const bool isAdapters = metadataOf(tree, "modalscope") == "adapters";
    const bool isRun
        = format.starts_with("modalscope-checkpoint-") || format.starts_with("modalscope-state-");
    checkpoint.isOurs = isAdapters || isRun;
    checkpoint.tensors = isAdapters ? tensorsOfAdapters(tree)
        : isRun                     ? tensorsOfRun(tree)
                                    : tensorsByPart(tree);
    checkpoint.facts = factsOf(tree);
    if (checkpoint.isOurs) {
        checkpoint.modalities = modalitiesFrom(metadataOf(tree, "modalities"));
        if (checkpoint.modalities.empty())
            checkpoint.modalities = modalitiesOfRun(checkpoint.path);
        if (checkpoint.modalities.empty())
            checkpoint.modalities = modalitiesOfEncoders(checkpoint.tensors);
    }
    return checkpoint;
}

TensorPlace placeOf(const Checkpoint& checkpoint)
{
    return {*checkpoint.file.source, checkpoint.file.tree, checkpoint.file.isBigEndian};
}

const TensorEntry& entryOf(const Checkpoint& checkpoint, const CheckpointTensor& tensor)
{
    return checkpoint.file.tree.tensors[tensor.tensor];
}

bool isLearned(const Checkpoint& checkpoint, const CheckpointTensor& tensor)
{
    if (tensor.part != CheckpointPart::Weights && tensor.part != CheckpointPart::Adapters)
        return false;
    const auto type = entryOf(checkpoint, tensor).type;
    const bool isNumber = type <= TensorType::Float8E5M2 || isComplex(type) || isQuantised(type);
    constexpr std::array<std::string_view, 6> kept{"running_mean", "running_var", "num_batches_tracked",
        "moving_mean", "moving_variance", "position_ids"};
    const auto isCalled = [&](std::string_view name) {
        return tensor.layer.ends_with(name) || tensor.layer.ends_with(std::string(name) + ":0");
    };
    return isNumber && std::ranges::none_of(kept, isCalled);
}

Error errorOf(const Checkpoint& checkpoint, const CheckpointTensor& tensor, const Error& error)
{
    const auto file = checkpoint.path.string();
    if (error.kind == ErrorKind::Cancelled || error.message.starts_with(file))
        return error;
    return {error.kind, file + ": tensor " + printableText(tensor.name.substr(0, 200)) + " " + error.message};
}

std::string factOf(const Checkpoint& checkpoint, std::string_view name)
{
    const auto found = std::ranges::find(checkpoint.facts, name, &CheckpointFact::name);
    return found == checkpoint.facts.end() ? std::string() : found->text;
}

} // namespace modalscope
