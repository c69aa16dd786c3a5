#pragma once

#include "core/base/result.h"
#include "core/data/value_column.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace modalscope {

/// Points of samples in two or three dimensions: a point for each sample and modality, with what is known of
/// them. Never changes once it is made, so that threads share it.
struct CloudData {
    int dimensions = 2; ///< 2 or 3
    std::vector<float> positions = {}; ///< [point, dimension]; a point with NaN has no place
    std::vector<std::uint32_t> samples = {}; ///< [point], below sampleCount
    std::size_t sampleCount = 0;
    std::vector<ValueColumn> columns = {}; ///< a value per point each; names differ
    std::string modalityColumn = "modality"; ///< names of two of the columns; both may be missing
    std::string classColumn = "class";
    std::vector<std::string> sampleNames = {}; ///< [sample] or none
    std::vector<std::string> axisNames = {}; ///< [dimension] or none: "PC 1"

    std::size_t size() const { return samples.size(); }
    const ValueColumn* column(std::string_view name) const; ///< null when there is none
    float at(std::size_t point, int dimension) const
    {
        return positions[point * std::size_t(dimensions) + std::size_t(dimension)];
    }
};

/// What is wrong with it, when something is: sizes that differ, samples that do not exist. Kind Shape.
std::optional<Error> problemOf(const CloudData& data);

/// What a person wants to know of a point: name of its sample, then "column: value" lines.
std::string pointText(const CloudData& data, std::size_t point);

} // namespace modalscope
