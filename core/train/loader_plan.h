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
    torch::Tensor labels; ///< [sample] int64 or [sample, target] on the CPU; undefined with label maps
    std::vector<std::vector<std::uint8_t>> presence; ///< dataset and mask together; empty = all present

    const RowReader& reader(std::size_t modality) const
    {
        return *split->rows[std::size_t(spec.modalities[modality])];
    }
    /// [rows, ...shape of the modality]; of augmented pictures those of the window.
    Shape batchShape(std::size_t modality, std::int64_t rows) const;
    bool hasMaps() const { return spec.dataset->task == Task::Segmentation; }
    Shape mapShape(std::int64_t rows) const; ///< [rows, row, column] of a batch
    std::int64_t mapSize() const { return hasMaps() ? split->labelMaps->rowSize() : 0; } ///< as stored
    bool isPresent(std::size_t modality, std::int64_t row) const
    {
        return presence[modality].empty() || presence[modality][std::size_t(row)] != 0;
    }
    /// The rows of a modality as the method is to see them, or with an augmenter as they are stored. `values`
    /// [rows, rowSize].
    Result<void> read(
        std::size_t modality, std::span<const std::int64_t> rows, std::span<float> values) const;
    /// Label maps with kIgnoredPixel for the ignore label, two bytes a pixel. `values` [rows, mapSize].
    Result<void> readMaps(std::span<const std::int64_t> rows, std::span<std::int16_t> values) const;
    /// One sample of an epoch: its rows and map as they were read, changed by the augmenter if there is one,
    /// become place `place` of `batch`, whose inputs (float32) and labels have the shapes above.
    void show(std::int64_t row, std::span<const float* const> stored, const std::int16_t* map, Batch& batch,
        std::int64_t place) const;
    /// Everything of a batch but its inputs and label maps, on the device.
    Batch batchWithoutInputs(std::span<const std::int64_t> rows, int index, int epoch) const;
    /// Rows of batch `index`: all have batchSize, the last may have fewer.
    std::int64_t rowsInBatch(int index) const;

private:
    /// Standardises rows of a modality, of any size, and replaces absent ones.
    void finish(std::size_t modality, std::span<const std::int64_t> rows, std::span<float> values) const;
    void showAugmented(std::int64_t row, std::span<const float* const> stored, const std::int16_t* map,
        Batch& batch, std::int64_t place) const;
};

} // namespace modalscope
