#pragma once

#include "core/analysis/sample_contribution.h"
#include "core/figure/figure.h"
#include "core/figure/prediction_source.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace modalscope {

/// How many samples each modality is worth how much: one panel, a series per modality.
Figure valuationFigure(const SampleContribution& contribution, const PredictionSource& source);

/// The samples behind one bar of that figure, in order; none for a bar that is not there.
std::vector<std::int64_t> samplesInBar(
    const SampleContribution& contribution, std::size_t panel, std::size_t series, std::size_t bin);

} // namespace modalscope
