#include "core/engine/open_run.h"

#include "core/engine/checkpoint.h"
#include "core/store/run_folder.h"
#include "core/store/run_manifest.h"

namespace modalscope {
namespace {

/// manifest.json tells the SHA-256 of what the run wrote at its end; in runs of earlier versions
/// metrics.json.
Result<void> checkWritten(const RunFolder& folder, const std::filesystem::path& checkpoint)
{
    const auto manifest = readManifest(folder.path());
    if (!manifest)
        return manifest.error();
    if (manifest.value())
        return checkMarked(checkpoint);
    const auto metrics = folder.metrics();
    if (!metrics)
        return {}; // not finished: nothing is told yet
    const auto told
        = metrics.value().value(nlohmann::json::json_pointer("/files/checkpoint.safetensors"), "");
    if (told.empty())
        return {};
    const auto mark = markOf(checkpoint);
    if (!mark)
        return mark.error();
    if (mark.value().sha256 != told)
        return Error{ErrorKind::Format,
            checkpoint.string()
                + ": is not what the run wrote (its SHA-256 differs from that in metrics.json); bring the "
                  "file "
                  "back from a copy, or train the run again"};
    return {};
}

} // namespace

Result<PreparedRun> openRun(const std::filesystem::path& path, std::shared_ptr<const Dataset> dataset)
{
    const RunFolder folder(path);
    auto experiment = folder.experiment();
    if (!experiment)
        return experiment.error();
    const auto origin = folder.origin();
    if (!origin)
        return origin.error();
    if (auto has = checkHasNetwork(origin.value()); !has)
        return has.error();
    if (origin.value().datasetFingerprint != dataset->fingerprint)
        return invalidInput(dataset->path + ": is not the dataset of this run, which was trained on "
            + origin.value().datasetName + " with fingerprint "
            + origin.value().datasetFingerprint.substr(0, 12) + "; open that one");
    const auto checkpoint = folder.file("checkpoint.safetensors");
    std::error_code code;
    if (!std::filesystem::exists(checkpoint, code))
        return Error{ErrorKind::NotFound,
            path.string()
                + ": the run has no checkpoint.safetensors: it has not finished (resume it) or the file was "
                  "removed (bring it back)"};
    if (auto same = checkWritten(folder, checkpoint); !same)
        return same.error();
    auto run = prepareRun(experiment.value(), std::move(dataset));
    if (!run)
        return run.error();
    if (auto read = readCheckpoint(checkpoint, run.value()); !read)
        return read.error();
    if (auto fitted = fitMeans(run.value()); !fitted)
        return fitted.error();
    return run;
}

} // namespace modalscope
