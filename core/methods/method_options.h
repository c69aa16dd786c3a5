#pragma once

#include "core/config/choice.h"
#include "core/config/describe.h"
#include "core/models/network_options.h"

#include <string>
#include <vector>

namespace modalscope {

enum class MethodKind {
    Unimodal,
    Concat,
    Sum,
    Film,
    Gated,
    Late,
    Mla,
    Ogm,
    OgmGe,
    Qmf,
    ModalityDropout,
    Ae,
    Cra,
    Mmin,
    Network, ///< one network of all modalities; segmentation and regression
    Imported ///< trained elsewhere: a file of what it said was opened as a run; there is no network
};
std::span<const Choice<MethodKind>> choices(MethodKind);
/// Those that can be trained: all but `Imported`.
std::span<const Choice<MethodKind>> trainedMethods();

/// Modalities that one run of `kind` can have: at least `least`, at most `most`.
struct ModalityCount {
    int least = 1;
    int most = 1000;
};
ModalityCount modalityCount(MethodKind kind);

enum class MlaSchedule {
    PerBatch, ///< every modality takes one step on each batch (the paper)
    PerEpoch, ///< one modality per epoch, in turn
    Joint ///< one step on the sum of all losses: the shared head without alternation
};
std::span<const Choice<MlaSchedule>> choices(MlaSchedule);

enum class MlaOrder { Listed, Reversed, Shuffled };
std::span<const Choice<MlaOrder>> choices(MlaOrder);

/// Head gradient modification; formulas in `head_gradient_modification.h`.
enum class Hgm { Off, Paper, CurrentMean, ReleasedCode, Fresh, FrozenHead, SlowHead };
std::span<const Choice<Hgm>> choices(Hgm);

enum class HgmNormalization { None, Frobenius };
std::span<const Choice<HgmNormalization>> choices(HgmNormalization);

enum class HgmAlpha {
    Schedule, ///< 0.1^(1 + batch / batches), anew in each epoch
    Constant
};
std::span<const Choice<HgmAlpha>> choices(HgmAlpha);

enum class FrozenGradient {
    Undefined, ///< the head's weights never change
    Zero ///< weight decay still shrinks them
};
std::span<const Choice<FrozenGradient>> choices(FrozenGradient);

enum class MlaFusion { Mean, Fixed, Entropy, EntropyProbabilities, ReleasedCodeBatch };
std::span<const Choice<MlaFusion>> choices(MlaFusion);

enum class GradientClearing {
    None, ///< gradients of the other encoders are undefined: these are not touched in a step
    Zeros ///< they are zero: weight decay and momentum still move these (the released code with PyTorch 1.8)
};
std::span<const Choice<GradientClearing>> choices(GradientClearing);

struct MlaOptions {
    MlaSchedule schedule = MlaSchedule::PerBatch;
    MlaOrder order = MlaOrder::Listed;
    Hgm hgm = Hgm::Paper;
    HgmNormalization normalization = HgmNormalization::None;
    HgmAlpha alphaKind = HgmAlpha::Schedule;
    double alpha = 1e-3; ///< when constant
    int resetPeriod = 0; ///< epochs after which P starts anew; 0 = never
    double slowFactor = 22.6;
    FrozenGradient frozenGradient = FrozenGradient::Undefined;
    MlaFusion fusion = MlaFusion::Entropy;
    std::vector<double> fusionWeights; ///< fixed fusion: one per modality
    GradientClearing gradientClearing = GradientClearing::None;
};

enum class OgmRule {
    Strict, ///< every modality with ratio above 1 is slowed
    Released ///< three modalities: the released code's order of tests, which slows the first whatever its
             ///< ratio
};
std::span<const Choice<OgmRule>> choices(OgmRule);

struct OgmOptions {
    double alpha = 0.3;
    OgmRule rule = OgmRule::Strict;
    int firstEpoch = 0; ///< epochs counted from 0
    int lastEpoch = 50; ///< inclusive
};

enum class QmfMargin {
    ReleasedCode, ///< relu(s·Δconf − |Δh|)
    Ranking ///< relu(s·Δconf + |Δh|)
};
std::span<const Choice<QmfMargin>> choices(QmfMargin);

/// Autoencoders over the features of all modalities side by side.
struct ReconstructionOptions {
    int hidden = 128;
    int code = 64;
    int blocks = 3; ///< cra, mmin
    double reconstructionWeight = 1; ///< ae, cra
    double forwardWeight = 1; ///< mmin, as all below
    double cycleWeight = 1;
    int pretrainEpochs = 20; ///< of each encoder with its own head
};

/// What `network` minimises; formulas in `task_loss.h`.
enum class TaskLoss {
    Auto, ///< cross-entropy for segmentation, l1 for regression
    CrossEntropy, ///< mean over the pixels that count
    Ohem, ///< the same over hard pixels only
    L1
};
std::span<const Choice<TaskLoss>> choices(TaskLoss);

/// Online hard example mining, as the released code of CMNeXt has it for MCubeS (`adapters.md` 2).
struct OhemOptions {
    double threshold = 0.7; ///< pixels whose true class has a smaller probability are hard
    double least = 0.0625; ///< when fewer are hard: this share of the pixels that count, the hardest
};

/// How an imported run fuses the logits of the modalities that a sample has.
enum class ImportedFusion {
    File, ///< as the file says; what it would say of fewer modalities is not known
    Mean, ///< the rules of `logit_fusion.h`, as all below
    Sum,
    Entropy,
    EntropyProbabilities
};
std::span<const Choice<ImportedFusion>> choices(ImportedFusion);

/// Where an imported run comes from.
struct ImportedOptions {
    std::string label; ///< what the method is called in figures and tables
    ImportedFusion fusion = ImportedFusion::Mean;
    std::string file; ///< path it was read from; does not change the run
    std::string sha256; ///< of its contents; differs between the seeds of one group
};

/// A training method and its own options.
struct MethodOptions {
    MethodKind kind = MethodKind::Mla;
    std::string condition; ///< film, gated: modality that gives γ, β or the gate; empty = the first
    MlaOptions mla;
    OgmOptions ogm; ///< ogm, ogm-ge
    QmfMargin qmfMargin = QmfMargin::ReleasedCode;
    double modalityDropout = 0.3;
    ReconstructionOptions reconstruction; ///< ae, cra, mmin
    NetworkOptions network; ///< network, as all below
    TaskLoss loss = TaskLoss::Auto;
    OhemOptions ohem;
    bool decaysAll = false; ///< weight decay of parameters with one axis too: biases, norms, layer scales
    ImportedOptions imported = {}; ///< imported
};

/// The first epoch, from 1, after which there is a network of that kind: earlier ones pre-train its parts.
int firstWholeEpoch(const MethodOptions& method);

/// The part of a method's options that ae, cra and mmin have.
template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, ReconstructionOptions>
void describeReconstruction(Options& options, Visitor& visit, MethodKind kind)
{
    visit(Field{"hidden", "units of the autoencoder between features and code", 1, 8192}, options.hidden);
    visit(Field{"code", "units of the autoencoder's code", 1, 8192}, options.code);
    if (kind != MethodKind::Ae)
        visit(Field{"blocks", "autoencoders in a cascade", 1, 32}, options.blocks);
    if (kind != MethodKind::Mmin) {
        visit(Field{"reconstruction_weight", "weight of the reconstruction error in the loss", 0, 1e6},
            options.reconstructionWeight);
        return;
    }
    visit(Field{"forward_weight", "weight of the error of imagined features in the loss", 0, 1e6},
        options.forwardWeight);
    visit(Field{"cycle_weight", "weight of the error of the shown features found back", 0, 1e6},
        options.cycleWeight);
    visit(Field{"pretrain_epochs", "first epochs, in which each encoder has a head of its own", 1, 1e6},
        options.pretrainEpochs);
}

/// The part of a method's options that network has.
template <class Options, class Visitor>
void describeNetworkMethod(Options& options, Visitor& visit)
{
    visit(Field{"network", "which network, and how it is built"}, options.network);
    visit(Field{"loss", "what is minimised; auto = cross-entropy for segmentation, l1 for regression"},
        options.loss);
    if (options.loss == TaskLoss::Ohem) {
        visit(Field{"ohem_threshold", "pixels count whose true class has a smaller probability", 0.01, 0.99},
            options.ohem.threshold);
        visit(Field{"ohem_least", "share of the pixels that counts at least, the hardest ones", 0, 1},
            options.ohem.least);
    }
    visit(Field{"decay_all", "weight decay of biases, norms and other parameters with one axis too"},
        options.decaysAll);
}

/// Only the options of the chosen kind exist.
template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, MethodOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"kind", "training method"}, options.kind);
    using enum MethodKind;
    if (options.kind == Film || options.kind == Gated)
        visit(Field{"condition", "modality that conditions the other; empty = the first"}, options.condition);
    if (options.kind == Ogm || options.kind == OgmGe) {
        visit(Field{"alpha", "strength of the modulation", 0, 10}, options.ogm.alpha);
        visit(Field{"rule", "which modality is slowed"}, options.ogm.rule);
        visit(Field{"first_epoch", "first epoch with modulation, from 0", 0, 1e6}, options.ogm.firstEpoch);
        visit(Field{"last_epoch", "last epoch with modulation, from 0", 0, 1e6}, options.ogm.lastEpoch);
    }
    if (options.kind == Qmf)
        visit(Field{"margin", "sign of the margin in the ranking loss"}, options.qmfMargin);
    if (options.kind == ModalityDropout)
        visit(Field{"dropout", "chance that a modality of a sample is dropped in training", 0, 0.95},
            options.modalityDropout);
    if (options.kind == Ae || options.kind == Cra || options.kind == Mmin)
        describeReconstruction(options.reconstruction, visit, options.kind);
    if (options.kind == Network)
        describeNetworkMethod(options, visit);
    if (options.kind == Imported) {
        visit(Field{"label", "what the method is called"}, options.imported.label);
        visit(Field{"fusion", "how logits of the modalities are fused"}, options.imported.fusion);
        visit(Field{"file", "what it was imported from"}, options.imported.file);
        visit(Field{"sha256", "SHA-256 of the file's contents"}, options.imported.sha256);
    }
    if (options.kind != Mla)
        return;
    auto& mla = options.mla;
    visit(Field{"schedule", "which modality is trained when"}, mla.schedule);
    visit(Field{"order", "order of the modalities within a batch"}, mla.order);
    visit(Field{"hgm", "head gradient modification"}, mla.hgm);
    visit(Field{"normalization", "P divided by its Frobenius norm after each update"}, mla.normalization);
    visit(Field{"alpha_kind",
              "alpha in the update of P: the released code's schedule 0.1^(1 + b/B), or constant"},
        mla.alphaKind);
    if (mla.alphaKind == HgmAlpha::Constant)
        visit(Field{"alpha", "constant alpha", 1e-12, 1e6}, mla.alpha);
    visit(Field{"reset_period", "epochs after which P starts anew; 0 = never", 0, 1e6}, mla.resetPeriod);
    if (mla.hgm == Hgm::SlowHead)
        visit(Field{"slow_factor", "the head's gradient is divided by this", 1, 1e9}, mla.slowFactor);
    if (mla.hgm == Hgm::FrozenHead)
        visit(Field{"frozen_gradient", "undefined: weights never change; zero: weight decay still acts"},
            mla.frozenGradient);
    visit(Field{"fusion", "how predictions are fused at test time"}, mla.fusion);
    if (mla.fusion == MlaFusion::Fixed)
        visit(Field{"fusion_weights", "one weight per modality", 0, 1e6}, mla.fusionWeights);
    visit(Field{"gradient_clearing", "gradients of the encoders that are not trained in a step"},
        mla.gradientClearing);
}

} // namespace modalscope
