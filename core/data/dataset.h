#pragma once

#include "core/base/file_stamp.h"
#include "core/config/choice.h"
#include "core/data/modality.h"
#include "core/data/row_reader.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace modalscope {

enum class Task { Classification, Regression, Segmentation };
std::span<const Choice<Task>> choices(Task);

/// A further column of a split: speaker, subject, id, text. One entry per sample.
struct Column {
    std::string name;
    std::variant<std::vector<double>, std::vector<std::string>> values;
};

/// One part of a dataset: train, valid, test or any other name.
struct Split {
    std::string name;
    std::string
        origin; ///< empty when stored in the file; else how it was made: "10 % of train, stratified, seed 0"
    std::int64_t size = 0;
    std::vector<std::shared_ptr<const RowReader>> rows; ///< one per modality of the dataset
    std::vector<int> classes; ///< classification: label of each sample
    ArrayD targets; ///< regression: [sample, target]
    std::shared_ptr<const RowReader> labelMaps; ///< segmentation: [sample, row · column] class indices
    std::vector<std::vector<std::uint8_t>> presence; ///< one per modality; empty = no sample lacks it
    std::vector<Column> columns;

    bool hasModality(std::size_t modality, std::int64_t sample) const
    {
        return presence[modality].empty() || presence[modality][std::size_t(sample)] != 0;
    }
};

/// A multimodal dataset. Never changes once made, so runs on several threads may share it.
struct Dataset {
    std::string name;
    std::string path; ///< where it was read from; empty when made in memory
    std::string fingerprint; ///< SHA-256 of the contents, 64 hex digits
    FileStamp stamp; ///< of the file when it was read
    Task task = Task::Classification;
    std::vector<Modality> modalities;
    std::vector<std::string> classNames;
    std::optional<int> ignoreLabel; ///< segmentation
    Shape labelShape; ///< segmentation: [row, column]; regression: [target]
    std::map<std::string, std::string> attributes; ///< description, licence, citation, source_*
    std::vector<Split> splits;
    std::vector<std::string> warnings; ///< one sentence each: duplicates across splits, absent classes, ...

    int classCount() const { return int(classNames.size()); }
    const Split* split(const std::string& splitName) const; ///< null when there is none
    const Modality* modality(const std::string& modalityName) const;
    int modalityIndex(const std::string& modalityName) const; ///< -1 when there is none
    std::string modalityList() const; ///< "pix240, fou76, mor6"
};

} // namespace modalscope
