#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace modalscope {

enum class AdapterTensor { LoraA, LoraB, Scale, Shift, Unknown };

/// A tensor of an adapter and the layer that it stands beside, told from its name.
struct AdapterName {
    AdapterTensor kind = AdapterTensor::Unknown;
    std::string layer; ///< "encoder.audio.projection"; of the SSF code with its number: "blocks.0.attn 1"
};

/// Ours (X.lora.A, X.ssf.gamma), PEFT's (X.lora_A.default.weight) and those of the code of SSF
/// (X.ssf_scale_1); Unknown for names with a part that is an adapter's by its word ("adapter_down"). Nothing
/// for other tensors.
std::optional<AdapterName> adapterNameOf(std::string_view layer);

} // namespace modalscope
