#pragma once

#include "core/io/read_tensor.h"
#include "core/io/weights_file.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

/// What the tensors of a checkpoint are for.
enum class CheckpointPart { Weights, Adapters, Optimizer, Other };
std::span<const Choice<CheckpointPart>> choices(CheckpointPart);

struct CheckpointTensor {
    std::string name; ///< as the file has it: "state_dict.encoder.audio.block0.conv.weight"
    std::string
        layer; ///< of Weights and Adapters, without what leads to them: "encoder.audio.block0.conv.weight"
    CheckpointPart part = CheckpointPart::Weights;
    std::size_t tensor = 0; ///< which of file.tree.tensors
};

/// A stored value that is no tensor: where it stands and what it says, "epoch" and "12".
struct CheckpointFact {
    std::string name, text;
};

/// A file of weights with its parts told apart. Values stay in the file.
struct Checkpoint {
    std::filesystem::path path; ///< of the file itself, also when a folder was asked for
    WeightsFile file;
    std::vector<CheckpointTensor> tensors; ///< in the order of the file
    std::vector<CheckpointFact> facts; ///< epoch, configuration, metadata: flat, at most kMostFacts
    std::vector<std::string> modalities; ///< known when ModalScope has written it; else empty
    bool isOurs = false; ///< written by a run or an adaptation of ModalScope
};
inline constexpr std::size_t kMostFacts = 2000;

/// Opens a file of any format that `openWeightsFile` knows; of a run's or an adapter set's folder, its
/// weights. Optimiser states (a `state` beside `param_groups`, of any depth; ours under "optimizer/") and
/// nested weights
/// ("model", "state_dict", "module." or "_orig_mod." before every name) are recognised. Reads no tensor's
/// values. Error: as openWeightsFile; NotFound for a folder without weights.
Result<Checkpoint> openCheckpoint(const std::filesystem::path& path);

/// Where values of its tensors are read from; valid as long as the checkpoint is.
TensorPlace placeOf(const Checkpoint& checkpoint);
const TensorEntry& entryOf(const Checkpoint& checkpoint, const CheckpointTensor& tensor);

/// What a network learns: floating-point numbers that are no running statistics and no counters.
bool isLearned(const Checkpoint& checkpoint, const CheckpointTensor& tensor);

/// An error of reading a tensor's values with the file's and the tensor's names before it.
Error errorOf(const Checkpoint& checkpoint, const CheckpointTensor& tensor, const Error& error);

/// The text of a fact; empty when there is none of this name.
std::string factOf(const Checkpoint& checkpoint, std::string_view name);

} // namespace modalscope
