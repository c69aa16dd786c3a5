#pragma once

#include "core/base/libtorch.h"
#include "core/base/result.h"
#include "core/data/modality.h"
#include "core/models/network_options.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace modalscope {

enum class PartKind { Encoder, Fusion, Head };

/// What a layer of a network is for.
struct Part {
    PartKind kind = PartKind::Encoder;
    std::vector<int> modalities = {}; ///< indices of those it works for, in rising order
    bool operator==(const Part&) const = default;
};

/// Intermediate features of one forward, in the order in which they arise.
struct FeatureRecord {
    std::vector<std::pair<std::string, torch::Tensor>> features;

    const torch::Tensor* find(const std::string& name) const;
};

/// What a forward is asked beside its inputs.
struct BranchSwitches {
    /// Per modality: its branch gives zeros in place of features. Empty: all work. In CMNeXt the shared
    /// branch gives zeros when all its modalities are off; one of several is left out of the maximum.
    std::vector<bool> off = {};
    /// Filled when given. Dense networks: `encoder.M.stageS` (M = index of the modality, `aux` for the
    /// shared branch of CMNeXt), `rectified.M.stageS` (CMNeXt), `fused.stageS`, `decoder` (before dropout
    /// and last layer), `logits_quarter`, all [sample, channel, row, column]. MulT: `encoder.X_with_Y` and
    /// `memory.X` [time, sample, feature], `last`, `decoder` [sample, feature]; X and Y are l, a, v.
    FeatureRecord* record = nullptr;

    bool isOff(std::size_t modality) const { return modality < off.size() && off[modality]; }
    void note(const std::string& name, const torch::Tensor& feature) const
    {
        if (record)
            record->features.emplace_back(name, feature);
    }
};

/// A network of all modalities. Parameters have the names of the published code, without `backbone.` and
/// with `head.` for `decode_head.`; forwards read `weight` and `bias` of the layers when they run, so that
/// others can be put in their place.
class JointNetwork : public torch::nn::Module {
public:
    /// `inputs`: one per modality in the order of construction, [sample, ...shape of the modality]; images
    /// of one channel are repeated to three. Dense networks: [sample, class, row, column] at the size of
    /// the input; MulT: [sample, output]. What is missing is zeros of the same shape.
    virtual torch::Tensor forward(const std::vector<torch::Tensor>& inputs, const BranchSwitches& switches)
        = 0;
    /// The part that a layer belongs to; `layerPath` is the name of a parameter or of its layer.
    virtual Part partOf(const std::string& layerPath) const = 0;
    /// Whether branches can be switched off: not in networks of one modality and in MulT, where a missing
    /// modality is zeros.
    virtual bool canSwitchOff() const { return false; }
    /// Random choices while training (dropout, drop path) come from this generator, never from LibTorch's.
    void setGenerator(const at::Generator& generator);
};

/// Builds the network for these modalities, float32 on the CPU; its values are arbitrary until
/// `initializeJointNetwork`. `outputs`: classes, or values of a regression. Error: Shape when network and
/// modalities do not fit, InvalidInput when options do not, with what to do.
Result<std::shared_ptr<JointNetwork>> makeJointNetwork(
    const NetworkOptions& options, const std::vector<Modality>& modalities, int outputs);

} // namespace modalscope
