#pragma once

#include "core/base/atomic_file.h"
#include "core/base/result.h"
#include "core/experiment/experiment.h"
#include "core/run/history.h"
#include "core/store/run_status.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <tuple>

namespace modalscope {

/// RunOrigin::library of runs that were imported: no library has computed them here.
inline constexpr const char* kImportedLibrary = "imported";

/// What environment.json says of where a run comes from.
struct RunOrigin {
    std::string id; ///< runId()
    std::string group; ///< groupId(): runs of one group differ in the seed alone
    std::string datasetName;
    std::string datasetPath; ///< where it was when the run started
    std::string datasetFingerprint;
    std::map<std::string, ModalityKind>
        modalityKinds; ///< of the dataset; empty in runs of the first versions
    std::string weightsPath; ///< of the file that the network started from; empty = random
    std::string weightsSha256; ///< of its contents, known when the run has begun
    std::map<std::string, std::string> encoderWeights; ///< SHA-256 of the file that each encoder started from
    std::string adoptedFrom; ///< a checkpoint that this run was made of instead of being trained here
    std::string adoptedSha256; ///< of that file
    std::string command;
    std::string program; ///< "ModalScope 0.1.0"
    std::string library; ///< "LibTorch 1.13.1"
    std::string importedFrom; ///< file of results that an imported run was made of; such a run has no network
    std::string importedSha256; ///< of that file
    std::string device; ///< "cpu"
    int threads = 1;
    std::string host;
    std::int64_t created = 0; ///< seconds since 1970
    int place = 0; ///< among those that were made in the same second
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, RunOrigin>
void describe(Options& origin, Visitor& visit)
{
    visit(Field{"id", "run id"}, origin.id);
    visit(Field{"group", "runs of one group differ in the seed alone"}, origin.group);
    visit(Field{"dataset_name", "dataset"}, origin.datasetName);
    visit(Field{"dataset_path", "dataset"}, origin.datasetPath);
    visit(Field{"dataset_fingerprint", "SHA-256 of its contents"}, origin.datasetFingerprint);
    visit(Field{"modality_kinds", "features, sequence, image or video"}, origin.modalityKinds);
    visit(Field{"weights_path", "file of initial weights"}, origin.weightsPath);
    visit(Field{"weights_sha256", "SHA-256 of its contents"}, origin.weightsSha256);
    visit(Field{"encoder_weights", "SHA-256 of the file that each encoder started from"},
        origin.encoderWeights);
    visit(Field{"adopted_from", "the checkpoint that the run was made of"}, origin.adoptedFrom);
    visit(Field{"adopted_sha256", "SHA-256 of its contents"}, origin.adoptedSha256);
    visit(Field{"command", "what the user did"}, origin.command);
    visit(Field{"program", "version"}, origin.program);
    visit(Field{"library", "version"}, origin.library);
    if (origin.library == kImportedLibrary) {
        visit(Field{"imported_from", "the file of results that the run was made of"}, origin.importedFrom);
        visit(Field{"imported_sha256", "SHA-256 of its contents"}, origin.importedSha256);
    }
    visit(Field{"device", "device"}, origin.device);
    visit(Field{"threads", "threads"}, origin.threads);
    visit(Field{"host", "machine"}, origin.host);
    visit(Field{"created", "seconds since 1970"}, origin.created);
    visit(Field{"place", "among those that were made in the same second"}, origin.place);
}

/// Whether there is anything to predict with, train on or export. Error: InvalidInput, "run 0123456789ab was
/// imported from FILE and has no network; ...".
Result<void> checkHasNetwork(const RunOrigin& origin);

/// Whether `a` was made before `b`.
inline bool isOlder(const RunOrigin& a, const RunOrigin& b)
{
    return std::tie(a.created, a.place, a.id) < std::tie(b.created, b.place, b.id);
}

/// What `experiment` on `dataset` is; how, where and when it runs is left to whoever runs it.
RunOrigin originOf(const Experiment& experiment, const Dataset& dataset);

/// The files of one run (`house.md` 4.4). Reading never locks and is safe while another process writes;
/// writing is for the one run that owns the folder. All errors name the file.
class RunFolder {
public:
    explicit RunFolder(std::filesystem::path path)
        : m_path(std::move(path))
    { }

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path file(const char* name) const { return m_path / name; }

    Result<Experiment> experiment() const;
    Result<RunOrigin> origin() const;
    Result<RunStatus> status() const;
    Result<History> history() const; ///< empty when there is none yet
    Result<nlohmann::json> metrics() const; ///< NotFound until the run has finished

    /// Makes the folder with its experiment, origin and a queued status. When it exists for the same run, a
    /// one that has done no epoch takes over the origin and the rest stays; Error: InvalidInput when it
    /// belongs to another one.
    Result<void> create(const Experiment& experiment, const RunOrigin& origin) const;
    Result<void> writeStatus(const RunStatus& status, Durability durability = Durability::Machine) const;
    Result<void> writeMetrics(const nlohmann::json& metrics) const;
    /// One row more, with the columns of the file; the header first when the file is new.
    Result<void> appendHistory(const HistoryRow& row, Durability durability = Durability::Machine) const;
    /// Replaces history.csv: what a resumed run starts from, and when a new column has come up.
    Result<void> writeHistory(const History& history) const;
    Result<void> appendLog(const std::string& line) const;

private:
    std::filesystem::path m_path;
};

} // namespace modalscope
