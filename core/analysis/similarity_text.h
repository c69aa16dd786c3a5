#pragma once

#include "core/eval/similarity_report.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace modalscope {

/// One row per layer, condition ("pretrained", "adapted") and measure ("cosine", "token_cosine",
/// "relative_distance", "cka"): mean, standard deviation over samples, n, samples without a value. Numbers in
/// full precision.
std::string similarityCsv(const SimilarityReport& report);

/// {"format": 1, "run", "split", "present", "missing", "input", "adapters", "samples", "left_out", "layers":
/// [{"name", "label", "group", "positions", "channels", "pretrained": {"cosine": {"mean", "deviation", "n",
/// "undefined"}, ..., "cka"}, "adapted"}], "notes"}; null where there is no value.
nlohmann::json similarityJson(const SimilarityReport& report);

} // namespace modalscope
