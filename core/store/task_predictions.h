#pragma once

#include "core/base/result.h"
#include "core/data/array.h"
#include "core/data/dataset.h"
#include "core/io/hdf5_dataset.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// predictions.h5 of segmentation and regression runs, filled sample by sample: `/` with the attribute
/// `task`,
/// `/<split>/predicted` class of each pixel uint8 [sample, row, column], int16 above 255 classes, or float32
/// [sample, target]; `/<split>/targets` float32 of regression; `/<split>/presence/<modality>` uint8, none
/// when every sample has it. Label maps are in the dataset only.
class TaskPredictionsWriter {
public:
    /// Error: Io.
    static Result<TaskPredictionsWriter> create(const std::filesystem::path& path, const Dataset& dataset,
        const std::vector<std::string>& modalities);

    /// Begins `split`: `presence` one per modality [sample], empty = all present. Error: Io.
    Result<void> beginSplit(const Split& split, const std::vector<std::vector<std::uint8_t>>& presence);
    /// Whole samples from `first` on. Error: Io.
    Result<void> write(std::int64_t first, std::span<const std::int64_t> classes);
    Result<void> write(std::int64_t first, std::span<const double> values);
    Result<void> close();

private:
    TaskPredictionsWriter(Hdf5File file, const Dataset& dataset, std::vector<std::string> modalities);
    template <class T, class Value>
    Result<void> writeAs(std::int64_t first, std::span<const Value> values);

    Hdf5File m_file;
    Task m_task;
    Shape m_sampleShape;
    bool m_isNarrow; // classes fit in a byte
    std::vector<std::string> m_modalities;
    std::vector<Hdf5Dataset> m_predicted; // of the split that was begun last
};

/// The task of a predictions.h5. Error: NotFound, Format.
Result<Task> taskOfPredictions(const std::filesystem::path& path);

} // namespace modalscope
