#pragma once

#include "core/base/result.h"
#include "core/data/augment.h"
#include "core/data/missing_mask.h"
#include "core/data/standardizer.h"
#include "core/methods/method.h"

#include <memory>
#include <optional>

namespace modalscope {

/// What a loader reads: one split, some modalities of it, standardised, with hidden cells.
struct LoaderSpec {
    std::shared_ptr<const Dataset> dataset;
    std::string split;
    std::vector<int> modalities; ///< indices into the dataset
    std::vector<Standardizer> standardizers; ///< one per modality; may be empty
    PresenceMask mask; ///< beside the dataset's own presence; empty = nothing hidden
    std::vector<std::vector<float>>
        absentRows; ///< what stands for an absent row, one per modality; an empty one = zeros
    bool keepsAbsenceSecret = false; ///< absent rows come as if they were there
    std::vector<std::vector<std::int64_t>>
        sources; ///< row i comes from row sources[m][i] of that modality; empty = its own
    std::shared_ptr<const Augmenter>
        augmenter; ///< segmentation: changes the samples of each epoch; its images are `modalities`
    int batchSize = 64;
    bool dropLast = false;
    bool shuffle = false;
    std::uint64_t seed = 0; ///< of the order; the order of epoch e depends on (seed, e) alone
    torch::Device device = torch::kCPU;
    torch::ScalarType type = torch::kFloat32;
};

/// Batches of one split. Data in memory become one tensor per modality; larger data are read ahead on a
/// thread of its own (two batches), in blocks of consecutive rows shuffled within a window, so that memory
/// stays bounded.
class BatchLoader {
public:
    /// Error: InvalidInput, no such split or no full batch; Io.
    static Result<std::unique_ptr<BatchLoader>> make(LoaderSpec spec);
    virtual ~BatchLoader() = default;

    virtual int batchCount() const = 0;
    virtual std::int64_t sampleCount() const = 0;
    virtual const Dataset& dataset() const = 0; ///< that the samples are from
    virtual void beginEpoch(int epoch) = 0;
    /// The next batch, nothing at the end of the epoch. Error: Io, when the file cannot be read any more.
    virtual Result<std::optional<Batch>> next() = 0;
};

} // namespace modalscope
