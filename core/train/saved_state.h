#pragma once

#include "core/base/libtorch.h"
#include "core/base/result.h"
#include "core/data/standardizer.h"
#include "core/train/trainer.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// Everything a resumed run starts from: as after its last complete epoch, bit for bit.
struct SavedState {
    TrainingProgress progress;
    std::map<std::string, torch::Tensor> weights; ///< by the names of Method::weights
    std::map<std::string, torch::Tensor> method; ///< Method::state
    std::vector<Standardizer> standardizers; ///< one per modality
};

/// The state files in a run's folder.
///
/// `state.safetensors` is the newest and survives the end of the process at any instant. Every two seconds it
/// is synced and from then on kept as `state-previous.safetensors` until the next synced one is complete, so
/// a power cut costs two seconds, or one epoch when these are longer. Each file holds its own history and a
/// checksum: any one of them is enough.
class StateFiles {
public:
    /// `runId` is written into the files; those of another run are not read.
    StateFiles(std::filesystem::path folder, std::string runId)
        : m_folder(std::move(folder))
        , m_runId(std::move(runId))
    { }

    /// `companion` is a file that the state refers to (it need not exist): synced before the state is. Error:
    /// Io.
    Result<void> write(const SavedState& state, const std::filesystem::path& companion);
    /// The newest that is whole; nothing when there is none.
    std::optional<SavedState> read() const;
    void remove() const;
    /// Removes what interrupted writes have left in the folder.
    void removeLeftovers() const;

private:
    std::filesystem::path m_folder;
    std::string m_runId;
    double m_syncedAt = -1e9; // steady seconds
    bool m_isSynced = false; // what state.safetensors is now
};

} // namespace modalscope
