#pragma once

#include "core/base/result.h"
#include "core/eval/metrics.h"

#include <filesystem>
#include <map>
#include <string>

namespace modalscope {

/// predictions.h5: `/<split>/labels`, `/<split>/logits/<modality>`, `/<split>/fused` (attribute
/// `probabilities`),
/// `/<split>/presence/<modality>`. features.h5: `/<split>/features/<modality>`, `/<split>/labels`. float32 on
/// disk. Written beside and renamed. Error: Io.
Result<void> writePredictions(
    const std::filesystem::path& path, const std::map<std::string, Predictions>& bySplit);
Result<void> writeFeatures(
    const std::filesystem::path& path, const std::map<std::string, Predictions>& bySplit);

/// Without features; `readFeatures` fills these. Error: NotFound, Format; InvalidInput for a run that is no
/// classification (`task_predictions.h`).
Result<std::map<std::string, Predictions>> readPredictions(const std::filesystem::path& path);
Result<void> readFeatures(const std::filesystem::path& path, std::map<std::string, Predictions>& bySplit);

} // namespace modalscope
