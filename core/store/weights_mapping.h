#pragma once

#include "core/io/weight_map.h"

#include <string>
#include <vector>

namespace modalscope {

/// What one part of a network starts from, tensor by tensor.
struct WeightsMapping {
    std::string part; ///< where the experiment says so: "encoders.image", "method.network"
    std::string name; ///< "the encoder of image"
    std::string file; ///< absolute path
    std::string sha256; ///< of its contents
    bool isFrozen = false; ///< what is loaded does not change in training
    std::vector<MappedWeight> tensors; ///< names of the network as a checkpoint has them, without "weights/"
};

/// In the folder of a run that starts from files.
inline constexpr const char* kWeightsMappingFile = "weights_mapping.csv";

/// part, file (its name), stored, stored_shape ("64x3x7x7"), ours, our_shape, use, frozen (0 or 1); a line
/// for every tensor of the file and of the part.
std::string mappingCsv(const std::vector<WeightsMapping>& mappings);

/// The same as lines for people, "backbone.conv1.weight [64x3x7x7] -> encoder.image.conv1.weight: used".
std::string mappingText(const WeightsMapping& mapping);

/// What was loaded, what is missing and what the file has besides: one sentence.
std::string mappingSummary(const WeightsMapping& mapping);

} // namespace modalscope
