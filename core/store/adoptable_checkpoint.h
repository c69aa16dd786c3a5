#pragma once

#include "core/experiment/experiment.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace modalscope {

/// What a checkpoint.safetensors of ModalScope says of itself: enough to make a run of it.
struct AdoptableCheckpoint {
    std::string file; ///< absolute path
    std::string sha256; ///< of its contents
    std::string run; ///< id of the run that wrote it
    int epoch = 0; ///< after which it was written; 0 = before the training
    Experiment experiment; ///< its dataset is not a path: the fingerprint
    std::vector<Modality> modalities; ///< name, kind, shape
    std::vector<std::string> classNames;
    std::set<std::string> frozen; ///< weights that the training left as they were loaded

    const std::string& fingerprint() const { return experiment.dataset; }
};

/// Reads the header and the metadata. Error: NotFound, Io; Format, one sentence that says what the file is
/// instead (the state of an unfinished run, adapters, a file of another program, a converted one) and what to
/// do with it.
Result<AdoptableCheckpoint> readAdoptable(const std::filesystem::path& file);

/// Whether the checkpoint can be evaluated on `dataset`: its modalities are there with their kinds and
/// shapes, and the labels have as many classes. Empty when it is the dataset of the checkpoint; else what to
/// know, one sentence. Error: InvalidInput, what does not fit.
Result<std::string> noteOfDataset(const AdoptableCheckpoint& checkpoint, const Dataset& dataset);

} // namespace modalscope
