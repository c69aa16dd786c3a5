#include "core/train/saved_state.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/io/safetensors.h"
#include "core/train/tensor_bytes.h"

#include <nlohmann/json.hpp>

#include <chrono>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

constexpr double kSyncInterval = 2.0; // seconds
constexpr const char* kState = "state.safetensors";
constexpr const char* kPrevious = "state-previous.safetensors";

double steadySeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Over names and bytes of all tensors and over the metadata but the sum itself.
std::string checksum(const Safetensors& file)
{
    Sha256 sum;
    for (const auto& [name, tensor] : file.tensors) {
        sum.add(name);
        sum.add(tensor.bytes.data(), tensor.bytes.size());
    }
    for (const auto& [name, value] : file.metadata) {
        if (name == "sha256")
            continue;
        sum.add(name);
        sum.add(value);
    }
    return sum.hex();
}

/// [column, epoch]
TensorBytes historyTensor(const History& history)
{
    std::vector<double> values;
    for (const auto& name : history.names()) {
        const auto column = history.column(name);
        values.insert(values.end(), column.begin(), column.end());
    }
    return tensorOf({std::int64_t(history.names().size()), history.epochCount()}, values);
}

History historyFrom(const TensorBytes& bytes, const std::vector<std::string>& names)
{
    const auto values = doublesOf(bytes);
    const auto epochs = names.empty() ? 0 : values.size() / names.size();
    History history;
    for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
        HistoryRow row;
        for (std::size_t i = 0; i < names.size(); ++i)
            row.set(names[i], values[i * epochs + epoch]);
        history.append(row);
    }
    return history;
}

void addTensors(
    Safetensors& file, const std::string& prefix, const std::map<std::string, torch::Tensor>& tensors)
{
    for (auto& [name, bytes] : toTensorBytes(tensors))
        file.tensors.emplace(prefix + name, std::move(bytes));
}

std::map<std::string, torch::Tensor> tensorsBelow(const Safetensors& file, const std::string& prefix)
{
    std::map<std::string, torch::Tensor> tensors;
    for (const auto& [name, bytes] : file.tensors)
        if (name.starts_with(prefix))
            tensors.emplace(name.substr(prefix.size()), toTensor(bytes).value());
    return tensors;
}

Safetensors toFile(const SavedState& state, const std::string& runId)
{
    Safetensors file;
    addTensors(file, "weights/", state.weights);
    addTensors(file, "method/", state.method);
    for (std::size_t m = 0; m < state.standardizers.size(); ++m) {
        const auto& one = state.standardizers[m];
        const auto name = "standardizer/" + std::to_string(m);
        file.tensors.emplace(name + "/mean", tensorOf({std::int64_t(one.mean.size())}, one.mean));
        file.tensors.emplace(
            name + "/deviation", tensorOf({std::int64_t(one.deviation.size())}, one.deviation));
    }
    const auto& progress = state.progress;
    file.tensors.emplace("history", historyTensor(progress.history));
    file.metadata
        = {{"format", "modalscope-state-1"}, {"run", runId}, {"epoch", std::to_string(progress.epoch)},
            {"seconds", numberText(progress.seconds)}, {"best_epoch", std::to_string(progress.best.epoch)},
            {"modalities", std::to_string(state.standardizers.size())},
            {"columns", nlohmann::json(progress.history.names()).dump()}};
    file.tensors.emplace("best", tensorOf({2}, {progress.best.score, progress.best.loss}));
    file.metadata["sha256"] = checksum(file);
    return file;
}

/// Of a file whose checksum is right, so everything is there.
SavedState fromFile(Safetensors& file)
{
    auto& text = file.metadata;
    SavedState state;
    state.weights = tensorsBelow(file, "weights/");
    state.method = tensorsBelow(file, "method/");
    for (int m = 0; m < std::stoi(text["modalities"]); ++m) {
        const auto name = "standardizer/" + std::to_string(m);
        state.standardizers.push_back(
            {doublesOf(file.tensors[name + "/mean"]), doublesOf(file.tensors[name + "/deviation"])});
    }
    auto& progress = state.progress;
    const auto best = doublesOf(file.tensors["best"]);
    progress.epoch = std::stoi(text["epoch"]);
    progress.seconds = numberFromText(text["seconds"]);
    progress.best = {std::stoi(text["best_epoch"]), best[0], best[1]};
    progress.history = historyFrom(
        file.tensors["history"], nlohmann::json::parse(text["columns"]).get<std::vector<std::string>>());
    return state;
}

} // namespace

Result<void> StateFiles::write(const SavedState& state, const fs::path& companion)
{
    const bool sync = steadySeconds() - m_syncedAt > kSyncInterval;
    const auto path = m_folder / kState;
    std::error_code ignored;
    if (m_isSynced) {
        // Renaming onto an existing file makes the file system flush; removing it first does not. Killed
        // between the two, the newest state is still there under its own name.
        fs::remove(m_folder / kPrevious, ignored);
        fs::create_hard_link(path, m_folder / kPrevious, ignored);
        if (ignored)
            fs::copy_file(path, m_folder / kPrevious, fs::copy_options::overwrite_existing, ignored);
    }
    if (sync)
        if (auto synced = syncFile(companion); !synced && synced.error().kind != ErrorKind::NotFound)
            return synced;
    auto written
        = writeSafetensors(path, toFile(state, m_runId), sync ? Durability::Machine : Durability::Process);
    if (!written)
        return written;
    m_isSynced = sync;
    if (sync)
        m_syncedAt = steadySeconds();
    return {};
}

std::optional<SavedState> StateFiles::read() const
{
    std::optional<SavedState> newest;
    for (const char* name : {kState, kPrevious}) {
        auto file = readSafetensors(m_folder / name);
        if (!file || file.value().metadata["run"] != m_runId
            || file.value().metadata["sha256"] != checksum(file.value()))
            continue;
        auto state = fromFile(file.value());
        if (!newest || state.progress.epoch > newest->progress.epoch)
            newest = std::move(state);
    }
    return newest;
}

void StateFiles::remove() const
{
    std::error_code ignored;
    for (const char* name : {kState, kPrevious})
        fs::remove(m_folder / name, ignored);
}

void StateFiles::removeLeftovers() const
{
    std::error_code ignored;
    for (fs::directory_iterator entry(m_folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored))
        if (entry->path().filename().string().find(".part-") != std::string::npos)
            fs::remove(entry->path(), ignored);
}

} // namespace modalscope
