#pragma once

#include "core/train/batch_loader.h"

#include <cstdint>
#include <vector>

namespace modalscope {

/// A LoaderSpec that has been checked, and what both kinds of loader draw from it.
struct LoaderPlan {
    static Result<LoaderPlan> make(LoaderSpec spec);

    LoaderSpec spec;
    const Split* split = nullptr; ///< lives as long as spec.dataset
    std::int64_t samples = 0;
    int batches = 0;
    torch::Tensor labels; ///< [sample] int64 on the CPU; undefined without classes
    std::vector<std::vector<std::uint8_t>> presence; ///< dataset and mask together; empty = all present

    const RowReader& reader(std::size_t modality) const
    {
        return *split->rows[std::size_t(spec.modalities[modality])];
    }
    /// [rows, ...shape of the modality]
    Shape batchShape(std::size_t modality, std::int64_t rows) const;
    bool isPresent(std::size_t modality, std::int64_t row) const
    {
        return presence[modality].empty() || presence[modality][std::size_t(row)] != 0;
    }
    /// The rows of a modality as the method is to see them: standardised, absent ones replaced. `values`
    /// [rows, rowSize].
    Result<void> read(
        std::size_t modality, std::span<const std::int64_t> rows, std::span<float> values) const;
    /// Everything of a batch but its inputs, on the device.
    Batch batchWithoutInputs(std::span<const std::int64_t> rows, int index, int epoch) const;
    /// Rows of batch `index`: all have batchSize, the last may have fewer.
    std::int64_t rowsInBatch(int index) const;
};

} // namespace modalscope
