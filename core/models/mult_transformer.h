#pragma once

#include "core/models/packed_attention.h"

#include <string>
#include <vector>

namespace modalscope {

/// Sequences of the same length as rows: [time·sample, feature], all samples of a step together.
struct StepRows {
    torch::Tensor values;
    std::int64_t time = 0, samples = 0;

    StepRows with(torch::Tensor other) const { return {std::move(other), time, samples}; }
    torch::Tensor sequence() const { return values.view({time, samples, -1}); } ///< [time, sample, feature]
};

/// fairseq's sinusoidal positions: row t of `rows(time)` is that of position t + 1,
/// [sin(p·f) | cos(p·f)], f_i = 10000^(−i/(⌊width/2⌋ − 1)); an odd width ends in a zero column.
class PositionTable {
public:
    explicit PositionTable(std::int64_t width);

    torch::Tensor rows(std::int64_t time, const torch::TensorOptions& options);

private:
    std::int64_t m_width;
    torch::Tensor m_rows; ///< of the longest sequence so far
};

/// √width·x + position. Steps whose first value is exactly 0 count as padding and get no position.
StepRows embedded(const StepRows& steps, PositionTable& positions);

/// [time, source time]: −∞ where source − own ≥ 1 + |source time − time|, else 0.
torch::Tensor laterSteps(std::int64_t time, std::int64_t sourceTime, const torch::TensorOptions& options);

/// What one transformer of MulT is built with.
struct MultTransformerSize {
    std::int64_t width = 30;
    int heads = 5;
    int layers = 5;
    bool mask = true;
    double attentionDropout = 0, reluDropout = 0, residualDropout = 0, embedDropout = 0;
};

/// One transformer of MulT: layers of attention and feed-forward part with norms before them. In crossmodal
/// use keys and values come from another sequence, normalised by every layer's own first norm.
class MultTransformer : public torch::nn::Module {
public:
    explicit MultTransformer(const MultTransformerSize& size);

    /// Embedded steps → steps of the query's length. `source` null: attention to itself.
    StepRows forward(const StepRows& query, const StepRows* source);

private:
    struct Layer;
    bool m_mask;
    std::shared_ptr<HashedDropout> m_embedDropout;
    std::vector<std::shared_ptr<Layer>> m_layers;
    torch::nn::LayerNorm m_norm{nullptr};
};

} // namespace modalscope
