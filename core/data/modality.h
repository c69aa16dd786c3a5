#pragma once

#include "core/base/result.h"
#include "core/config/choice.h"
#include "core/data/array.h"

#include <string>

namespace modalscope {

/// What one sample of a modality is; follows from the rank of its dataset.
enum class ModalityKind {
    Features, ///< [sample, feature]
    Sequence, ///< [sample, time, feature]
    Image, ///< [sample, channel, row, column]: image, spectrogram or map
    Video ///< [sample, frame, channel, row, column]
};
std::span<const Choice<ModalityKind>> choices(ModalityKind);

/// One modality of a dataset.
struct Modality {
    std::string name;
    ModalityKind kind = ModalityKind::Features;
    Shape shape; ///< of one sample, without the sample axis
    std::string stored; ///< element type in the file, for people: "float32", "uint8"
    double scale = 1.0; ///< value = stored · scale + offset
    double offset = 0.0;

    std::int64_t size() const { return elementCount(shape); } ///< values per sample
    bool operator==(const Modality&) const = default;
};

/// "features 240", "image 1 × 28 × 28"
std::string shapeText(const Modality& modality);

/// The kind for a dataset of `rank` axes, the sample axis included. Error: Shape for other ranks than 2 to 5.
Result<ModalityKind> kindFromRank(int rank);

/// Why a modality cannot be called `name`, or empty: names appear in columns and paths of results, so
/// `fused`, `labels`, `loss`, `probe`, names starting with `present_` and names with any of `/ + , . " =` or
/// spaces are refused.
std::string modalityNameProblem(const std::string& name);

} // namespace modalscope
