#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace modalscope {

/// What an array of a file of results holds.
enum class ResultKind { Labels, Features, Logits, Probabilities, Presence };

/// The place of one array: "test/logits/audio", "test/logits_audio" or, without a split, "logits/audio" and
/// "logits_audio"; "test/labels" or "labels".
struct ResultArray {
    std::string split; ///< empty = none is named
    ResultKind kind = ResultKind::Labels;
    std::string modality; ///< or kFusedResults; empty of labels
};

/// The name under which logits or probabilities of all modalities together stand.
inline constexpr std::string_view kFusedResults = "fused";

/// Nothing for a name that says none of these. A leading "/" does not count.
std::optional<ResultArray> resultArray(std::string_view name);

} // namespace modalscope
