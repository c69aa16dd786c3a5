#include "app/commands/file_summary.h"

#include "app/commands/adapter_text.h"
#include "app/commands/command.h"
#include "app/commands/guarded_read.h"
#include "core/base/text.h"
#include "core/data/summary.h"
#include "core/io/safetensors.h"
#include "core/store/epoch_weights.h"
#include "core/store/run_manifest.h"

#include <fstream>

namespace modalscope {
namespace {

namespace fs = std::filesystem;

nlohmann::json splitJson(const Dataset& dataset, const Split& split)
{
    const auto summary = summarize(dataset, split);
    nlohmann::json out{
        {"name", split.name}, {"n", split.size}, {"origin", split.origin.empty() ? "file" : split.origin}};
    for (std::size_t c = 0; c < summary.countByClass.size(); ++c)
        out["classes"].push_back({{"name", dataset.classNames[c]}, {"n", summary.countByClass[c]}});
    for (std::size_t m = 0; m < dataset.modalities.size(); ++m)
        out["missing"][dataset.modalities[m].name] = summary.missingShare[m];
    out["columns"] = nlohmann::json::array();
    for (const auto& column : split.columns)
        out["columns"].push_back(column.name);
    return out;
}

std::string splitText(const Dataset& dataset, const Split& split)
{
    const auto summary = summarize(dataset, split);
    auto text = "  " + split.name + ": " + std::to_string(split.size) + " samples";
    if (!split.origin.empty())
        text += " (" + split.origin + ")";
    for (std::size_t c = 0; c < summary.countByClass.size() && c < 20; ++c)
        text
            += (c == 0 ? "; " : ", ") + dataset.classNames[c] + " " + std::to_string(summary.countByClass[c]);
    if (summary.countByClass.size() > 20)
        text += ", ...";
    for (std::size_t m = 0; m < dataset.modalities.size(); ++m)
        if (summary.missingShare[m] > 0)
            text += "; " + dataset.modalities[m].name + " missing in "
                + fixedText(100 * summary.missingShare[m], 1) + " %";
    return text + "\n";
}

/// The shape of metrics.json without what only the file has.
nlohmann::json metricsJson(const RunMetrics& metrics)
{
    if (metrics.isNull())
        return nullptr;
    nlohmann::json splits = nlohmann::json::object();
    for (const auto& path : metrics.paths()) {
        auto* place = &splits;
        for (const auto& part : modalscope::splitText(path, '/'))
            place = &(*place)[part];
        *place = toJson(*metrics.at(path));
    }
    return {{"epoch", metrics.epoch()}, {"parameters", {{"total", metrics.parameters()}}},
        {"splits", std::move(splits)}};
}

nlohmann::json runJson(const StoredRun& run, nlohmann::json metrics)
{
    return {{"kind", "run"}, {"path", run.folder.string()}, {"id", run.origin.id},
        {"group", run.origin.group}, {"condition", toText(run.condition)},
        {"method", methodLabel(run.experiment.method)}, {"experiment", toJson(run.experiment)},
        {"origin", toJson(run.origin)}, {"status", toJson(run.status)}, {"metrics", std::move(metrics)}};
}

FileSummary summaryOfWorkspace(const fs::path& path, const WorkspaceRuns& all)
{
    FileSummary out{{{"kind", "workspace"}, {"path", path.string()}, {"runs", nlohmann::json::array()},
                        {"unreadable", nlohmann::json::array()}},
        "workspace with " + std::to_string(all.runs.size()) + " runs\n"};
    for (const auto& run : all.runs) {
        out.json["runs"].push_back(runJson(run, metricsJson(run.metrics)));
        out.text += "  " + run.id() + "  " + toText(run.condition) + "  " + std::to_string(run.status.epoch)
            + "/" + std::to_string(run.status.epochs) + "  " + run.origin.datasetName + "  "
            + methodLabel(run.experiment.method) + "  seed " + std::to_string(run.experiment.seed) + "\n";
    }
    for (const auto& bad : all.unreadable) {
        out.json["unreadable"].push_back({{"path", bad.folder.string()}, {"why", bad.why}});
        out.text += "  unreadable: " + bad.why + "\n";
    }
    return out;
}

FileSummary summaryOf(const Experiment& experiment)
{
    return {{{"kind", "experiment"}, {"experiment", toJson(experiment)}},
        "experiment " + experiment.name + ": " + methodLabel(experiment.method) + " on " + experiment.dataset
            + "\n" + toFileText(experiment)};
}

FileSummary summaryOf(const Safetensors& file)
{
    FileSummary out{
        {{"kind", "checkpoint"}, {"metadata", file.metadata}, {"tensors", nlohmann::json::array()}}, {}};
    std::int64_t values = 0;
    for (const auto& [name, tensor] : file.tensors) {
        out.json["tensors"].push_back({{"name", name}, {"type", tensor.type}, {"shape", tensor.shape}});
        out.text += "  " + name + "  " + tensor.type + " " + nlohmann::json(tensor.shape).dump() + "\n";
        values += elementCount(tensor.shape);
    }
    out.json["values"] = values;
    out.text = "checkpoint with " + std::to_string(file.tensors.size()) + " tensors, "
        + std::to_string(values) + " values\n" + out.text;
    return out;
}

/// The first bytes decide: JSON, safetensors (eight bytes of length, then "{"), or else HDF5.
Result<FileSummary> summarizePlainFile(const fs::path& path, const RunContext& context)
{
    std::ifstream in(path, std::ios::binary);
    char first[9] = {};
    in.read(first, sizeof first);
    const bool isJson = path.extension() == ".json" || first[0] == '{';
    if (isJson) {
        auto experiment = readExperiment(path);
        return experiment ? Result<FileSummary>(summaryOf(experiment.value())) : experiment.error();
    }
    if (path.extension() == ".safetensors" || (in.gcount() == 9 && first[8] == '{')) {
        auto file = readSafetensors(path);
        return file ? Result<FileSummary>(summaryOf(file.value())) : file.error();
    }
    auto dataset = readDatasetGuarded(path, context);
    return dataset ? Result<FileSummary>(summaryOf(*dataset.value())) : dataset.error();
}

FileSummary summaryOf(const StoredAdapter& set)
{
    auto json = adaptersJson({&set, 1}).front();
    json["kind"] = "adapters";
    json["base_sha256"] = set.base;
    return {std::move(json),
        "adapters, " + adapterLines({&set, 1}) + "of the base with SHA-256 " + set.base + "\n"};
}

} // namespace

FileSummary summaryOf(const Dataset& dataset)
{
    FileSummary out;
    auto& j = out.json;
    j = {{"kind", "dataset"}, {"name", dataset.name}, {"task", toText(dataset.task)},
        {"fingerprint", dataset.fingerprint}, {"class_names", dataset.classNames},
        {"attributes", dataset.attributes}, {"warnings", dataset.warnings},
        {"modalities", nlohmann::json::array()}, {"splits", nlohmann::json::array()}};
    out.text = "dataset " + dataset.name + ", " + toText(dataset.task);
    if (dataset.task == Task::Classification)
        out.text += ", " + std::to_string(dataset.classCount()) + " classes";
    out.text += "\nmodalities\n";
    for (const auto& modality : dataset.modalities) {
        j["modalities"].push_back(
            {{"name", modality.name}, {"kind", toText(modality.kind)}, {"shape", modality.shape},
                {"stored", modality.stored}, {"scale", modality.scale}, {"offset", modality.offset}});
        out.text += "  " + modality.name + ": " + shapeText(modality) + ", " + modality.stored + "\n";
    }
    out.text += "splits\n";
    for (const auto& split : dataset.splits) {
        j["splits"].push_back(splitJson(dataset, split));
        out.text += splitText(dataset, split);
    }
    out.text += "fingerprint " + dataset.fingerprint + "\n";
    for (const auto& warning : dataset.warnings)
        out.text += "warning: " + warning + "\n";
    return out;
}

FileSummary summaryOf(const StoredRun& run)
{
    const auto file = RunFolder(run.folder).metrics();
    const auto metrics = file ? file.value() : nlohmann::json();
    FileSummary out;
    out.json = runJson(run, metrics);
    const auto& status = run.status;
    const bool isImported = run.experiment.method.kind == MethodKind::Imported;
    out.text = "run " + run.origin.id + ", " + labelOf(run.condition)
        + (isImported ? ", imported from " + run.origin.importedFrom
                      : ", epoch " + std::to_string(status.epoch) + " of " + std::to_string(status.epochs))
        + "\n" + methodLabel(run.experiment.method) + " on " + run.origin.datasetName + ", seed "
        + std::to_string(run.experiment.seed)
        + (isImported ? ", fusion " + labelOf(run.experiment.method.imported.fusion) + ", no network\n"
                      : ", " + durationText(status.seconds) + " of training\n")
        + "started " + utcText(status.started) + " on " + run.origin.host + ", " + run.origin.device + ", "
        + run.origin.program + ", " + run.origin.library + "\n";
    if (!run.origin.adoptedFrom.empty())
        out.text += "adopted from " + run.origin.adoptedFrom + ", SHA-256 " + run.origin.adoptedSha256
            + "; it came without a history\n";
    out.json["weight_epochs"] = nlohmann::json::array();
    for (const auto& kept : epochWeights(run.folder)) {
        out.text
            += (out.json["weight_epochs"].empty() ? "weights of epochs " : ", ") + std::to_string(kept.epoch);
        out.json["weight_epochs"].push_back(kept.epoch);
    }
    out.text += out.json["weight_epochs"].empty() ? "" : "\n";
    if (!status.error.empty())
        out.text += "error: " + status.error + "\n";
    for (const auto& warning : status.warnings)
        out.text += "warning: " + warning + "\n";
    if (metrics.contains("splits"))
        for (const auto& [name, split] : metrics["splits"].items())
            out.text += name
                + (isImported ? std::string(", ")
                              : ", epoch " + metrics.value("epoch", nlohmann::json(0)).dump() + " ("
                            + metrics.value("selected_on", "") + "), ")
                + mainMetricLabel(split) + " [95 % interval]\n" + accuracyLines(split);
    const auto manifest = checkManifest(run.folder);
    if (manifest.isThere)
        out.json["manifest"] = {{"files", manifest.files}, {"problems", manifest.problems}};
    if (manifest.isThere && manifest.problems.empty())
        out.text += "files: " + std::to_string(manifest.files) + " as the run wrote them (SHA-256)\n";
    for (const auto& problem : manifest.problems)
        out.text += "damaged: " + problem + "\n";
    const auto adapters = readAdapters(run.folder);
    out.json["adapters"] = adaptersJson(adapters.sets);
    if (!adapters.sets.empty())
        out.text += "adapters, " + adapterLines(adapters.sets);
    for (const auto& problem : adapters.problems)
        out.text += "unreadable: " + problem + "\n";
    return out;
}

Result<FileSummary> summarizeFile(const fs::path& path, const RunContext& context)
{
    std::error_code code;
    if (!fs::exists(path, code))
        return Error{ErrorKind::NotFound, path.string() + ": does not exist; check the path"};
    Result<FileSummary> summary = Error{};
    if (!fs::is_directory(path, code)) {
        summary = summarizePlainFile(path, context);
    } else if (fs::exists(path / "adapter.safetensors", code)) {
        const auto set = readAdapter(path);
        summary = set ? Result<FileSummary>(summaryOf(set.value())) : set.error();
    } else if (fs::exists(path / "status.json", code)) {
        const auto run = Workspace(path.parent_path().parent_path()).readRun(path);
        summary = run ? Result<FileSummary>(summaryOf(run.value())) : run.error();
    } else if (fs::exists(path / "runs", code)) {
        const auto runs = Workspace(path).readRuns();
        summary = runs ? Result<FileSummary>(summaryOfWorkspace(path, runs.value())) : runs.error();
    } else {
        return Error{ErrorKind::InvalidInput,
            path.string()
                + ": is neither a run (no status.json) nor a workspace (no runs/); name one of these or a "
                  "file"};
    }
    if (summary)
        summary.value().json["path"] = path.string();
    return summary;
}

} // namespace modalscope
