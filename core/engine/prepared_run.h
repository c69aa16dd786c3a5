#pragma once

#include "core/base/libtorch.h"
#include "core/base/result.h"
#include "core/data/missing_mask.h"
#include "core/data/standardizer.h"
#include "core/experiment/experiment.h"
#include "core/methods/method.h"
#include "core/train/batch_loader.h"

#include <memory>
#include <string>
#include <vector>

namespace modalscope {

/// An experiment on a dataset with its network built, ready to be trained or to predict.
struct PreparedRun {
    Experiment experiment;
    std::shared_ptr<const Dataset> dataset;
    std::vector<int> indices; ///< of the run's modalities in the dataset
    std::vector<Modality> modalities; ///< in the order of the run
    std::vector<std::string> names; ///< of these
    std::vector<Standardizer> standardizers; ///< one per modality, empty until fitted or read
    std::vector<std::vector<float>> means; ///< treatment `mean`: of each modality, standardised; else empty
    torch::Device device = torch::kCPU;
    torch::ScalarType type = torch::kFloat32;
    std::unique_ptr<Method> method;
};

/// Checks the experiment, chooses the device and builds the network; reads no data and writes nothing.
/// Error: InvalidInput, Shape.
Result<PreparedRun> prepareRun(const Experiment& experiment, std::shared_ptr<const Dataset> dataset);

/// Fits a standardiser for every feature modality, and under method `network` for the channels of images,
/// unless the experiment wants none, on the training rows that the run may see. Error: Io.
Result<void> fitStandardizers(PreparedRun& run);

/// Treatment `mean`: what stands for absent rows; needs the standardisers. Nothing to do under the others.
/// Error: Io.
Result<void> fitMeans(PreparedRun& run);

/// Cells hidden in one split, by the experiment's protocol at `rate`; empty = none. A sample that the
/// dataset's own gaps and the mask together would leave with nothing keeps what the dataset has.
PresenceMask hiddenCells(const PreparedRun& run, const Split& split, double rate, std::uint64_t seed);

/// The same with the experiment's rates and seed: what train, valid and test see in this run.
PresenceMask hiddenCells(const PreparedRun& run, const std::string& split);

/// What the test of a run sees at another rate: at the experiment's own rate the same as above.
PresenceMask hiddenCellsAtRate(const PreparedRun& run, const std::string& split, double rate);

/// What a whole split is read as, other than in training.
struct EvaluationInput {
    std::string split;
    PresenceMask mask = {};
    bool keepsAbsenceSecret = false; ///< the method takes absent inputs for real ones
    std::vector<std::vector<std::int64_t>> sources = {}; ///< LoaderSpec::sources
};

/// Rows of a batch that is predicted. What a network says of a row does not depend on it but by rounding.
int evaluationBatchSize(const PreparedRun& run);

/// What all batches of a split have in common; the size of a batch is left to whoever reads.
LoaderSpec loaderSpec(const PreparedRun& run, const std::string& split, PresenceMask mask);
/// Lets training batches be changed at random as `train` and `seed` say; nothing when `train` does not ask
/// for it. Error: InvalidInput.
Result<void> addAugmenter(
    LoaderSpec& spec, const PreparedRun& run, const TrainOptions& train, std::uint64_t seed);

/// Batches to train on, and a whole split in its order. Error: Io.
Result<std::unique_ptr<BatchLoader>> trainLoader(const PreparedRun& run);
Result<std::unique_ptr<BatchLoader>> evaluationLoader(const PreparedRun& run, EvaluationInput input);

} // namespace modalscope
