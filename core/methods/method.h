#pragma once

#include "core/base/libtorch.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/missing_options.h"
#include "core/data/modality.h"
#include "core/methods/method_options.h"
#include "core/models/encoder.h"
#include "core/models/joint_network.h"
#include "core/optim/train_options.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace modalscope {

/// What stands in label maps for the dataset's ignore label and for padding.
inline constexpr std::int64_t kIgnoredPixel = -1;

/// The same samples in every modality, on the device and in the precision of the run.
struct Batch {
    std::vector<torch::Tensor> inputs; ///< one [sample, ...] per modality; absent rows are zero
    /// Classification: [sample] int64. Segmentation: [sample, row, column] int64, kIgnoredPixel where a pixel
    /// does not count. Regression: [sample, target] in the precision of the run.
    torch::Tensor labels;
    std::vector<torch::Tensor>
        presence; ///< one [sample] bool per modality; an undefined tensor = all present
    torch::Tensor rows; ///< [sample] int64: which rows of the split these are
    int index = 0; ///< of this batch in its epoch, from 0
    int count = 1; ///< batches in an epoch
    int epoch = 0; ///< from 0
};

/// Samples with at least one modality, [sample] bool; undefined when every sample has some. `presence` as in
/// Batch.
torch::Tensor anyPresent(const std::vector<torch::Tensor>& presence);

/// What a method says of a batch.
struct Outputs {
    std::vector<torch::Tensor> features; ///< one [sample, feature] per modality; undefined in networks of all
    std::vector<torch::Tensor>
        logits; ///< one [sample, class] per modality; undefined where there are none (FiLM, gated)
    torch::Tensor fused; ///< [sample, class]; [sample, class, row, column]; regression: [sample, target]
    bool fusedAreProbabilities = false;
    std::vector<torch::Tensor>
        weights; ///< fusion weight of each modality [sample], when the fusion has weights
    torch::Tensor joined
        = {}; ///< [sample, feature] that one head of all modalities reads; undefined where there is none
};

/// Weighted means over the steps of an epoch, by the names of HistoryRow. A value that is too dear to be
/// computed in every step (gradient norms and cosines, ‖P‖) is measured on the first and then on every 32nd
/// batch, P's rank on the last.
class StepRecord {
public:
    void add(const std::string& name, double value, double weight = 1); ///< accuracies weigh their rows
    double mean(const std::string& name) const; ///< NaN when nothing was added
    std::vector<std::string> names() const; ///< in order of first use
    void clear();

private:
    struct Sum {
        std::string name;
        double sum = 0;
        double weight = 0;
    };
    std::vector<Sum> m_sums;
};

/// A module of a method: its parameters are named `path` + "." + their own name.
struct NetworkModule {
    std::string path; ///< "encoder.pix240"; empty when the names need nothing before them
    std::shared_ptr<torch::nn::Module> module;
    std::function<Part(const std::string& layerPath)> partOf; ///< of a layer, by its path from `module`
};

/// A way to train several encoders and to predict with them. Used by one thread at a time.
class Method {
public:
    virtual ~Method() = default;

    /// Learning rate of the epoch for every optimiser.
    virtual void beginEpoch(int epoch, double learningRate) = 0;
    /// All optimiser steps for this batch. Adds "train/loss", "train/<modality>/loss", diagnostics
    /// ("gradient/...", "ogm/...", "hgm/...") to `record`. A loss that is not finite ends in an exception
    /// `NonFiniteLoss`.
    virtual void trainBatch(const Batch& batch, StepRecord& record) = 0;
    /// The prediction, in evaluation mode. Gradients lead back to what the layers compute with, for adapters
    /// that are learned through it.
    virtual Outputs forward(const Batch& batch) = 0;
    /// The same without gradients.
    Outputs predict(const Batch& batch)
    {
        const torch::NoGradGuard noGradients;
        return forward(batch);
    }

    /// The prediction from `features`, one [sample, feature] per modality, in place of those that the
    /// encoders would give: what forward() does behind them, with the same bits for the same features. Of
    /// `batch` only labels and presence are read. `fused` is undefined where heads do not read features of
    /// modalities.
    virtual Outputs forwardFrom(std::vector<torch::Tensor> features, const Batch& batch);

    /// The mean loss of a prediction over the rows that have a modality; undefined when none has. What
    /// adapters are learned with. Default: the cross-entropy of `fused`.
    virtual torch::Tensor lossOf(const Outputs& outputs, const Batch& batch) const;

    /// Branches, one per modality, that give zeros in place of features from now on; false when the method
    /// cannot switch its branches.
    virtual bool switchBranchesOff(const std::vector<bool>&) { return false; }
    /// Where forwards note features beside those of Outputs from now on, see BranchSwitches::record; null =
    /// nowhere. Networks of all modalities have such features.
    virtual void recordFeatures(FeatureRecord*) { }

    /// Every parameter and buffer by name: `encoder.<modality>.…`, `head…`. Shared with the method, not
    /// copies.
    virtual std::map<std::string, torch::Tensor> weights() = 0;
    /// The modules that the weights are in, and the part of the network that each of their layers is.
    virtual std::vector<NetworkModule> modules() = 0;
    /// What a resumed run needs beside the weights: optimiser buffers, P, counters, generator states. Copies.
    virtual std::map<std::string, torch::Tensor> state() const = 0;
    virtual void restoreState(const std::map<std::string, torch::Tensor>& state) = 0;

    /// Training leaves these of weights() as they are from now on: no gradient, no part in an optimiser,
    /// batch norms with their stored statistics. Dropout stays as the options say. Called before training,
    /// once.
    virtual void freeze(const std::set<std::string>& names) = 0;
};

/// What a probability counts at least in a loss.
inline constexpr double kLeastProbability = 1e-12;

/// Thrown by trainBatch; the run ends as failed and adds the epoch and the likely cause.
struct NonFiniteLoss {
    std::string modality; ///< or "fused"
    double loss = 0;
};

/// What a method is built from.
struct MethodSpec {
    MethodOptions method;
    TrainOptions train;
    MissingTreatment treatment = MissingTreatment::Skip;
    std::vector<Modality> modalities; ///< those of the run, in order
    std::vector<EncoderOptions> encoders;
    Task task = Task::Classification;
    std::int64_t classCount = 2; ///< regression: targets
    std::int64_t trainSize = 0;
    std::uint64_t seed = 0;
    torch::Device device = torch::kCPU;
};

/// Builds encoders and heads, initialised from the seed. Error: InvalidInput, Shape.
Result<std::unique_ptr<Method>> buildMethod(const MethodSpec& spec);

} // namespace modalscope
