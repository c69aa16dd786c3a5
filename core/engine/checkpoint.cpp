#include "core/engine/checkpoint.h"

#include "core/base/text.h"
#include "core/engine/parameter_count.h"
#include "core/io/safetensors.h"
#include "core/train/tensor_bytes.h"

#include <nlohmann/json.hpp>

namespace modalscope {
namespace {

constexpr const char* kWeights = "weights/";

std::string modalitiesText(const PreparedRun& run)
{
    auto list = nlohmann::json::array();
    for (const auto& modality : run.modalities)
        list.push_back({{"name", modality.name}, {"kind", toText(modality.kind)}, {"shape", modality.shape}});
    return list.dump();
}

/// Names of weights that the training left alone.
nlohmann::json frozenNames(const PreparedRun& run)
{
    auto names = nlohmann::json::array();
    for (const auto& [name, tensor] : run.method->weights())
        if (isParameter(name) && !tensor.requires_grad())
            names.push_back(name);
    return names;
}

Error damaged(const std::filesystem::path& path, const std::string& what)
{
    return {ErrorKind::Format, path.string() + ": " + what + "; the checkpoint cannot be used for this run"};
}

/// Columns of features, channels of images.
std::int64_t standardizedEntries(const Modality& modality)
{
    return modality.kind == ModalityKind::Image ? modality.shape.front() : modality.size();
}

} // namespace

Result<void> copyWeights(
    const std::map<std::string, torch::Tensor>& targets, const std::map<std::string, torch::Tensor>& values)
{
    const torch::NoGradGuard noGradients;
    for (const auto& [name, target] : targets) {
        const auto value = values.find(name);
        if (value == values.end())
            return Error{ErrorKind::Format, "the tensor " + name + " is missing"};
        if (value->second.sizes() != target.sizes())
            return Error{ErrorKind::Format, "the tensor " + name + " has another shape"};
        torch::Tensor(target).copy_(value->second);
    }
    for (const auto& [name, value] : values)
        if (!targets.contains(name))
            return Error{ErrorKind::Format, "the tensor " + name + " belongs to another network"};
    return {};
}

Result<void> writeCheckpoint(
    const std::filesystem::path& path, const PreparedRun& run, int epoch, Durability durability)
{
    Safetensors file;
    for (auto& [name, bytes] : toTensorBytes(run.method->weights()))
        file.tensors.emplace(kWeights + name, std::move(bytes));
    for (std::size_t m = 0; m < run.names.size(); ++m) {
        const auto& one = run.standardizers[m];
        if (one.isEmpty())
            continue;
        file.tensors.emplace(
            "standardizer/" + run.names[m] + "/mean", tensorOf({std::int64_t(one.mean.size())}, one.mean));
        file.tensors.emplace("standardizer/" + run.names[m] + "/deviation",
            tensorOf({std::int64_t(one.deviation.size())}, one.deviation));
    }
    file.metadata = {{"format", "modalscope-checkpoint-1"}, {"run", runId(run.experiment, *run.dataset)},
        {"epoch", std::to_string(epoch)}, {"experiment", canonicalJson(run.experiment, *run.dataset).dump()},
        {"modalities", modalitiesText(run)}, {"class_names", nlohmann::json(run.dataset->classNames).dump()}};
    if (const auto frozen = frozenNames(run); !frozen.empty())
        file.metadata["frozen"] = frozen.dump();
    return writeSafetensors(path, file, durability);
}

int checkpointEpoch(const std::filesystem::path& path, const PreparedRun& run)
{
    auto file = readSafetensors(path);
    if (!file || file.value().metadata["run"] != runId(run.experiment, *run.dataset))
        return 0;
    const double epoch = numberFromText(file.value().metadata["epoch"]);
    return epoch >= 1 ? int(epoch) : 0;
}

Result<int> readCheckpoint(const std::filesystem::path& path, PreparedRun& run)
{
    auto file = readSafetensors(path);
    if (!file)
        return file.error();
    std::map<std::string, torch::Tensor> weights;
    for (const auto& [name, bytes] : file.value().tensors) {
        if (!name.starts_with(kWeights))
            continue;
        auto tensor = toTensor(bytes);
        if (!tensor)
            return damaged(path, "tensor " + name + ": " + tensor.error().message);
        weights.emplace(name.substr(std::string(kWeights).size()), std::move(tensor).value());
    }
    if (auto copied = copyWeights(run.method->weights(), weights); !copied)
        return damaged(path, copied.error().message);
    for (std::size_t m = 0; m < run.names.size(); ++m) {
        auto& tensors = file.value().tensors;
        const auto mean = tensors.find("standardizer/" + run.names[m] + "/mean");
        const auto deviation = tensors.find("standardizer/" + run.names[m] + "/deviation");
        const bool isThere = mean != tensors.end() && deviation != tensors.end();
        run.standardizers[m]
            = isThere ? Standardizer{doublesOf(mean->second), doublesOf(deviation->second)} : Standardizer();
        const auto columns = isThere ? std::int64_t(run.standardizers[m].mean.size()) : 0;
        if (isThere
            && (columns != standardizedEntries(run.modalities[m])
                || run.standardizers[m].deviation.size() != std::size_t(columns)))
            return damaged(path, "the standardiser of " + run.names[m] + " has another size");
    }
    const double epoch = numberFromText(file.value().metadata["epoch"]);
    return epoch >= 1 ? int(epoch) : 0;
}

} // namespace modalscope
