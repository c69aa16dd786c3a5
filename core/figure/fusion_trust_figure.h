#pragma once

#include "core/analysis/fusion_trust.h"
#include "core/figure/figure.h"
#include "core/figure/prediction_source.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace modalscope {

/// What dynamic fusion trusts, and whether it is right to. With M modalities: M panels with the entropies of
/// each, M panels with its weights, both split into samples that it predicts right (series 0) and wrong (1)
/// by itself, and a panel with a category per modality: the share of samples in which it has the largest
/// weight, how often it and the fusion are right there, and how often it is right anywhere.
Figure fusionTrustFigure(const FusionTrust& trust, const PredictionSource& source);

/// The samples behind one bar of that figure, in order; none for a bar that is not there.
std::vector<std::int64_t> samplesInBar(
    const FusionTrust& trust, std::size_t panel, std::size_t series, std::size_t bin);

} // namespace modalscope
