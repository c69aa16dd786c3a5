#pragma once

#include "core/base/libtorch.h"

#include <cstdint>
#include <vector>

namespace modalscope {

/// What logits say of their labels, computed in one pass on the CPU: diagnostics that cost next to nothing
/// beside a step.
struct LogitSummary {
    std::int64_t rows = 0; ///< how many rows counted; everything below is 0 when none did
    double loss = 0; ///< mean cross-entropy
    double accuracy = 0; ///< share of rows whose largest logit is that of the label
    double trueClass = 0; ///< mean of softmax(logits)[label]
};

/// `logits` [sample, class], `labels` [sample] int64; `presence` [sample] bool leaves rows out, undefined =
/// all count.
LogitSummary summarizeLogits(
    const torch::Tensor& logits, const torch::Tensor& labels, const torch::Tensor& presence = {});

/// How far each modality is ahead of the others on the same rows: trueClass_m / Σ of the others (the
/// discrepancy ratio of OGM; for two modalities one is the inverse of the other). Empty when there are fewer
/// than two modalities or when one of them has no row.
std::vector<double> trueClassRatios(const std::vector<LogitSummary>& summaries);

} // namespace modalscope
