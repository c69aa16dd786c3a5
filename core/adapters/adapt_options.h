#pragma once

#include "core/adapters/adapter_options.h"
#include "core/base/result.h"
#include "core/optim/train_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace modalscope {

/// What a network is given for modalities that are missing.
enum class MissingInput {
    AsTrained, ///< what the base's own treatment of absent modalities gives
    Zero, ///< zeros after normalisation, and the network takes them for real: the paper's
    Mean, ///< the mean of the training samples, taken for real
    BranchOff ///< the branch gives zeros in place of features (CMNeXt, MMSFormer)
};
std::span<const Choice<MissingInput>> choices(MissingInput);

/// How adapters are learned for one set of available modalities on a trained run.
struct AdaptOptions {
    std::vector<std::string> present; ///< S: modalities that are left, in the order of the run
    AdapterOptions adapter;
    MissingInput input = MissingInput::AsTrained;
    TrainOptions train = defaultTraining();
    std::uint64_t seed = 0;

    /// AdamW with 1e-3 and 0.01, batches of 64, 50 epochs, polynomial decay. The paper's own for dense
    /// networks is 6e-5 with batches of 4 (`adapters.md` 1.4).
    static TrainOptions defaultTraining();
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, AdaptOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"present", "modalities that are left"}, options.present);
    visit(Field{"adapter", "what is learned"}, options.adapter);
    visit(Field{"input", "what stands for missing modalities"}, options.input);
    visit(Field{"train", "optimisation of the adapters"}, options.train);
    visit(Field{"seed", "seeds every random choice", 0, 9007199254740991.0}, options.seed);
}

/// Sets one value by its path, "adapter.rank=8" or "train.epochs=3". Error: InvalidInput as from a file.
Result<AdaptOptions> withSetting(const AdaptOptions& options, const std::string& assignment);

/// The names of a set as the run orders its modalities; those that it does not know come last.
std::vector<std::string> inRunOrder(
    std::vector<std::string> present, const std::vector<std::string>& modalities);

/// "image+audio-ssf-s0" (`house.md` 4.4): the name of an adapter set's folder, below `adapters` in the folder
/// of its base. `present` is in the order of the run. Names of modalities have no +; very long ones are
/// shortened to what still tells sets apart.
std::string adapterFolder(const AdaptOptions& options);

} // namespace modalscope
