#include "core/engine/run_results.h"

#include "core/engine/checkpoint.h"
#include "core/engine/parameter_count.h"
#include "core/store/run_arrays.h"
#include "core/store/run_conditions.h"
#include "core/store/run_manifest.h"

namespace modalscope {
namespace {

Result<void> writeClassArrays(const RunFolder& folder, FinalEvaluation& evaluation)
{
    if (auto written = writePredictions(folder.file("predictions.h5"), evaluation.predictions); !written)
        return written;
    if (evaluation.train)
        evaluation.predictions["train"] = std::move(*evaluation.train);
    return writeFeatures(folder.file("features.h5"), evaluation.predictions);
}

} // namespace

Result<void> writeResults(PreparedRun& run, const RunFolder& folder, int epoch,
    const std::vector<std::string>& more, FinalEvaluation& evaluation, const RunContext& context)
{
    auto metrics = nlohmann::json{{"format", 1}, {"epoch", epoch},
        {"selected_on", toText(run.experiment.evaluate.select)}, {"parameters", toJson(countParameters(run))},
        {"splits", std::move(evaluation.splits)}};
    std::vector<std::string> files{"predictions.h5", "checkpoint.safetensors"};
    if (run.dataset->task == Task::Classification) {
        if (auto written = writeClassArrays(folder, evaluation); !written)
            return written;
        files.emplace_back("features.h5");
    }
    if (auto written = writeCheckpoint(folder.file("checkpoint.safetensors"), run, epoch); !written)
        return written;
    if (!evaluation.conditions.isEmpty()) {
        files.emplace_back("conditions.h5");
        if (auto written = writeConditions(folder.file("conditions.h5"), evaluation.conditions); !written)
            return written;
    }
    files.insert(files.end(), more.begin(), more.end());
    for (const auto& name : files) {
        const auto mark = markOf(folder.file(name.c_str()));
        if (!mark)
            return mark.error();
        metrics["files"][name] = mark.value().sha256;
    }
    if (context.shouldStop())
        return Error{ErrorKind::Cancelled, "stopped"};
    if (auto written = folder.writeMetrics(metrics); !written)
        return written;
    files.insert(files.end(), {"metrics.json", "history.csv"});
    return writeManifest(folder.path(), files);
}

} // namespace modalscope
