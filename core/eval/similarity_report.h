#pragma once

#include "core/eval/feature_similarity.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace modalscope {

/// Where in a network a feature arises, in the order in which they are shown.
enum class FeatureGroup {
    Encoder, ///< of modalities that are there
    Fusion,
    Decoder, ///< the head and its scores
    MissingBranch ///< an encoder all of whose modalities are missing
};
std::string labelOf(FeatureGroup group);

/// A feature of a network that can be compared.
struct FeatureLayer {
    std::string name; ///< stable: "encoder.0.stage2", "fused.stage1", "decoder", "encoder.audio"
    std::string label; ///< for people: "audio stage 2"
    FeatureGroup group = FeatureGroup::Encoder;
    bool operator==(const FeatureLayer&) const = default;
};

/// One layer with modalities missing against the base with complete inputs.
struct LayerSimilarity {
    FeatureLayer layer;
    FeatureSimilarity pretrained; ///< of the base as it is
    std::optional<FeatureSimilarity> adapted; ///< of the base with adapters
};

/// How alike the features of a network are with complete and with missing inputs (`adapters.md` 5).
struct SimilarityReport {
    std::string run; ///< id
    std::string dataset, split;
    std::vector<std::string> present, missing; ///< modalities, in the order of the run
    std::string input; ///< what stands for the missing ones, for people: "zeros"
    std::string option; ///< of the adapters, as in files: "ssf"; empty without adapters
    std::string adapters; ///< of these, for people: "scale & shift, seed 0"
    std::string folder; ///< of these, below the run's
    std::int64_t samples = 0; ///< that were compared
    std::int64_t leftOut = 0; ///< samples that lack a modality in the dataset: they have no complete input
    std::vector<LayerSimilarity> layers; ///< by group, then in the order of the network
};

/// What is to be known of the numbers, one sentence each: values that are not defined, samples left out, a
/// CKA of fewer samples than channels.
std::vector<std::string> similarityNotes(const SimilarityReport& report);

} // namespace modalscope
