#pragma once

#include "core/base/result.h"
#include "core/data/feature_set.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace modalscope {

struct FeatureFileOptions {
    /// NPZ, safetensors: arrays; HDF5: paths of datasets, "/test/image"; CSV: columns of numbers. Empty = all
    /// that can be features. Of NPY: nothing.
    std::vector<std::string> arrays = {};
    /// Array, dataset or column of labels; empty = "labels", "label" or "y" (CSV: "class" too) when there is
    /// one. Or the path of an .npy file of labels, which ends in .npy.
    std::string labels = {};
    std::int64_t mostRows = 0; ///< 0 = all
    std::uint64_t seed = 0; ///< which rows, see chosenRows()
};

/// Features from NPY, NPZ, HDF5, CSV and safetensors, told apart by their contents. Axes behind the first
/// count as one; numbers of any type become float32. Labels that are whole numbers of at least 0 keep their
/// value, other numbers and texts are numbered in their order. Only as much is read as is asked for. Error:
/// one sentence that starts with the path: NotFound, Io, Format, InvalidInput.
Result<FeatureSet> readFeatureFile(const std::filesystem::path& path, const FeatureFileOptions& options = {});

/// Whether the file begins as HDF5 files do.
bool isHdf5(const std::filesystem::path& path);

} // namespace modalscope
