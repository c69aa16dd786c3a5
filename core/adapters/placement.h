#pragma once

#include "core/adapters/adaptable_layer.h"
#include "core/adapters/adapter_options.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace modalscope {

/// What one layer of the base gets, for a table that can be shown and edited (AdapterOptions::leaveOut).
struct PlacedLayer {
    std::string path;
    LayerKind kind = LayerKind::Linear;
    Part part;
    std::int64_t outputs = 0;
    std::int64_t learned = 0; ///< values that are learned here; 0 = no adapter
    std::string why; ///< why there is none: "head", "its modalities are missing", "left out", ...
};

/// The rule: an adapter for every layer of encoders and fusion that the kind can adapt; none in the head and
/// none in a branch all of whose modalities are missing. LoRA leaves out layers whose smaller side is below
/// the rank. `present`: indices of the available modalities. Source: `adapters.md` 1.2 and 1.4. Error:
/// InvalidInput: no modality present; a LoRA rank above the smaller side of every layer; leaveOut names no
/// layer; nothing is left to adapt.
Result<std::vector<PlacedLayer>> placeAdapters(const std::vector<AdaptableLayer>& layers,
    const AdapterOptions& options, const std::vector<int>& present);

/// Whether the layer is a target of LoRA under these options and not smaller than the rank.
bool takesLora(const AdaptableLayer& layer, const AdapterOptions& options);

/// Sides of LoRA's matrices: A [rank·kernel, inputs·kernel], B [outputs·kernel, rank·kernel]; kernel 1 for
/// linear layers (loralib's form).
struct LoraSize {
    std::int64_t inputs = 0, outputs = 0, kernel = 1;
};
LoraSize loraSize(const AdaptableLayer& layer);

} // namespace modalscope
