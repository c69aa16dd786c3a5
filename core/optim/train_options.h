#pragma once

#include "core/config/choice.h"
#include "core/config/describe.h"
#include "core/data/augment_options.h"

#include <vector>

namespace modalscope {

enum class OptimizerKind { Sgd, Adam, AdamW };
std::span<const Choice<OptimizerKind>> choices(OptimizerKind);

enum class ScheduleKind { Constant, Step, Cosine, Polynomial };
std::span<const Choice<ScheduleKind>> choices(ScheduleKind);

enum class Precision { Float32, Float64 };
std::span<const Choice<Precision>> choices(Precision);

enum class DeviceChoice { Auto, Cpu, Cuda };
std::span<const Choice<DeviceChoice>> choices(DeviceChoice);

/// The learning rate over epochs; epoch counts from 0, E epochs in all, W of them warm-up (rate grows
/// linearly).
struct ScheduleOptions {
    ScheduleKind kind = ScheduleKind::Step;
    int every = 70; ///< step: multiplied by `factor` every so many epochs
    double factor = 0.1;
    double power = 0.9; ///< polynomial: (1 − (epoch − W)/(E − W))^power
    int warmupEpochs = 0; ///< W
    double warmupFrom = 0; ///< share of the rate in the first epoch; 0 = 1/(W + 1)
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, ScheduleOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"kind", "learning rate over epochs"}, options.kind);
    if (options.kind == ScheduleKind::Step) {
        visit(Field{"every", "epochs between two steps", 1, 1e6}, options.every);
        visit(Field{"factor", "the rate is multiplied by this at each step", 0, 1}, options.factor);
    }
    if (options.kind == ScheduleKind::Polynomial)
        visit(Field{"power", "power of the decay", 0, 10}, options.power);
    visit(Field{"warmup_epochs", "epochs in which the rate grows linearly to its full value", 0, 1e6},
        options.warmupEpochs);
    if (options.warmupEpochs > 0)
        visit(Field{"warmup_from", "share of the rate that warm-up starts from; 0 = 1/(warmup_epochs + 1)", 0,
                  1},
            options.warmupFrom);
}

struct TrainOptions {
    int epochs = 100;
    int batchSize = 64;
    OptimizerKind optimizer = OptimizerKind::Sgd;
    double learningRate = 1e-3;
    double momentum = 0.9; ///< sgd
    bool nesterov = false; ///< sgd
    double beta1 = 0.9; ///< adam, adamw
    double beta2 = 0.999; ///< adam, adamw
    double weightDecay = 1e-4;
    ScheduleOptions schedule;
    double clipNorm = 0.0; ///< gradient norm of one optimiser step is cut to this; 0 = off
    Precision precision = Precision::Float32;
    DeviceChoice device = DeviceChoice::Auto;
    bool standardize = true; ///< feature modalities, and channels of images under method `network`: mean 0
                             ///< and deviation 1, fitted on train
    bool dropLast = false; ///< leave out a last batch that is not full
    bool augment = false; ///< segmentation: change training pictures at random
    AugmentOptions augmentation; ///< how
    std::vector<int> featureEpochs; ///< of runs: after these epochs features are kept as well, counted from 1
    int featureSamples = 2000; ///< of each split whose features are kept then; 0 = all
    std::vector<int> weightEpochs; ///< of runs: after these epochs weights are kept as well; 0 = at the start
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, TrainOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"epochs", "passes over the training split", 1, 100000}, options.epochs);
    visit(Field{"batch_size", "samples per step", 1, 1e6}, options.batchSize);
    visit(Field{"optimizer", "optimiser"}, options.optimizer);
    visit(Field{"learning_rate", "step size at the start", 1e-12, 100}, options.learningRate);
    if (options.optimizer == OptimizerKind::Sgd) {
        visit(Field{"momentum", "momentum", 0, 0.9999}, options.momentum);
        visit(Field{"nesterov", "Nesterov's form of momentum"}, options.nesterov);
    } else {
        visit(Field{"beta1", "decay of the first moment", 0, 0.99999}, options.beta1);
        visit(Field{"beta2", "decay of the second moment", 0, 0.999999}, options.beta2);
    }
    visit(Field{"weight_decay", "weight decay", 0, 10}, options.weightDecay);
    visit(Field{"schedule", "learning rate over epochs"}, options.schedule);
    visit(Field{"clip_norm", "largest gradient norm of a step; 0 = no limit", 0, 1e9}, options.clipNorm);
    visit(Field{"precision", "floating-point type"}, options.precision);
    visit(Field{"device", "where to train; auto = cuda when there is one"}, options.device);
    visit(Field{"standardize",
              "feature modalities, and channels of images under method network, to mean 0, deviation 1"},
        options.standardize);
    visit(Field{"drop_last", "leave out a last batch that is not full"}, options.dropLast);
    visit(Field{"augment", "change training pictures and their label maps at random; segmentation only"},
        options.augment);
    if (options.augment)
        visit(Field{"augmentation", "random changes of training pictures"}, options.augmentation);
    visit(
        Field{"feature_epochs",
            "epochs, counted from 1, after which features are kept as well; classification only", 1, 100000},
        options.featureEpochs);
    if (!options.featureEpochs.empty())
        visit(Field{"feature_samples", "samples of valid and of test whose features are kept then; 0 = all",
                  0, 1e9},
            options.featureSamples);
    visit(Field{"weight_epochs",
              "epochs, counted from 1, after which weights are kept as well; 0 = before the first step", 0,
              100000},
        options.weightEpochs);
}

} // namespace modalscope
