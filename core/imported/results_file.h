#pragma once

#include "core/base/result.h"
#include "core/eval/metrics.h"
#include "core/run/run_context.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

struct ResultsFileOptions {
    std::string testSplit = {}; ///< which split is the test; empty = "test", or the arrays without a split
    std::vector<std::string> classNames = {}; ///< empty = those of the file
};

/// What somebody else's network said, read and checked. Numbers are those of single precision.
struct ResultsFile {
    std::string path;
    std::string sha256; ///< of its contents
    std::string datasetName; ///< its attribute "dataset"; empty when it has none
    std::vector<std::string> modalities; ///< of every split, in this order
    std::vector<std::string> classNames; ///< one for each class; "0", "1", ... when nobody named them
    std::map<std::string, Predictions> splits; ///< "test", and "train" and "valid" when they are there
    std::vector<std::string> notes; ///< one sentence each: what was left out

    bool hasAllLogits() const; ///< of every modality, in the test
};

/// HDF5 or NPZ, told apart by the contents. `/<split>/labels` [sample]; `/<split>/features/<modality>`
/// [sample, ...]; `/<split>/logits/<modality>` [sample, class]; `/<split>/logits/fused` or
/// `/<split>/probabilities/fused` [sample, class]; `/<split>/presence/<modality>` [sample] 0 or 1. See
/// `resultArray()` for shorter names. Attributes of an HDF5 file: class_names, modalities (their order),
/// dataset (a name). Error: one sentence with the file and the array: NotFound, Io, Format, InvalidInput;
/// Cancelled.
Result<ResultsFile> readResultsFile(
    const std::filesystem::path& path, const ResultsFileOptions& options, const RunContext& context);

} // namespace modalscope
