#pragma once

#include "core/data/array.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace modalscope {

/// A number with its 95 % interval where that has a meaning: {"value", "low", "high"} in metrics.json.
struct Estimate {
    double value = 0;
    std::optional<double> low, high;
};
nlohmann::json toJson(const Estimate& estimate);

/// What a classifier said of the samples of one split.
struct Predictions {
    std::vector<int> labels; ///< [sample]
    std::vector<std::string> modalities;
    std::vector<ArrayD>
        logits; ///< one [sample, class] per modality; empty array where there are none (FiLM, gated)
    ArrayD fused; ///< [sample, class]: logits, or probabilities when `fusedAreProbabilities`
    bool fusedAreProbabilities = false;
    std::vector<ArrayD> features; ///< one [sample, feature] per modality
    std::vector<std::vector<std::uint8_t>> presence; ///< one per modality; empty = all present
};

/// Metrics of one set of scores: accuracy, macro_f1, map, ece, loss, each with a bootstrap interval that
/// holds the value, and `confusion` [true class][predicted class]. map: mean over the classes that occur;
/// without interval above 50 000 scores. Empty object when no sample counts. `mask` leaves samples out (0);
/// empty = none. Seeded: the same input gives the same interval. When `shouldStop` says so the rest is left
/// out, and the caller throws the result away.
nlohmann::json classificationMetrics(const ArrayD& scores, bool areProbabilities, std::span<const int> labels,
    std::span<const std::uint8_t> mask, std::uint64_t seed, const std::function<bool()>& shouldStop = {});

/// The entry of one split in metrics.json: n, fused, modalities. `shouldStop` as above.
nlohmann::json splitMetrics(
    const Predictions& predictions, std::uint64_t seed, const std::function<bool()>& shouldStop = {});

/// The estimate at "test/fused/accuracy", "test/modalities/pix240/accuracy", "test/probe/pix240/accuracy" of
/// a metrics.json or of its `splits`; nothing when it is not there, also of null.
std::optional<Estimate> metricAt(const nlohmann::json& metrics, const std::string& path);

} // namespace modalscope
