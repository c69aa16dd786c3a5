#pragma once

#include "core/base/result.h"
#include "core/config/describe.h"
#include "core/data/array.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace modalscope {

struct ModalityGapOptions {
    std::int64_t exactUpTo = 5000; ///< samples; above, so many drawn ones give uniformity and separability
    std::uint64_t seed = 0;
    int threads = 0;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, ModalityGapOptions>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"exact_up_to", "samples; above, so many give uniformity and separability", 10, 1e6},
        options.exactUpTo);
    visit(Field{"seed", "seeds which samples these are, and the folds", 0, 9007199254740991.0}, options.seed);
    visit(Field{"threads", "threads; 0 = all; the result does not depend on it", 0, 1024}, options.threads);
}

/// The gap of one class; absent classes have no entry.
struct ClassGap {
    int label = 0;
    std::int64_t samples = 0;
    double distance = 0;
};

/// How far apart the features of two modalities lie, all on features of length 1.
struct ModalityGap {
    std::vector<double> difference; ///< Δ = mean(x̂) − mean(ŷ), [feature]
    double distance = 0; ///< ‖Δ‖, 0 to 2: Liang et al., "Mind the gap" (NeurIPS 2022)
    double centroidCosine = 0; ///< of mean(x̂) and mean(ŷ); 0 when one is zero
    std::vector<ClassGap> classes; ///< ‖Δ‖ within each class, labels rising
    double alignment = 0; ///< mean ‖x̂ − ŷ‖² of pairs, 0 to 4: Wang and Isola (ICML 2020), α = 2
    double uniformityX = 0,
           uniformityY = 0; ///< log of the mean of exp(−2‖x̂_i − x̂_j‖²), −8 to 0: same paper, t = 2
    double separability = 0; ///< balanced accuracy with which a linear probe tells the modalities on held-out
                             ///< samples, two folds: 0.5 = not at all, 1 = always
    std::int64_t samples = 0;
    std::int64_t dropped = 0; ///< samples with a feature that is not finite or a zero vector in one modality
    std::int64_t judged = 0; ///< samples of uniformity and separability
};

/// `x` and `y` [sample, feature]: features of the same samples in two modalities; `labels` [sample] may be
/// empty, below 0 = unknown. Definitions: mla.md, section 5. Error: Shape (other number of samples or of
/// features), InvalidInput (fewer than 4 samples), Cancelled.
Result<ModalityGap> measureModalityGap(const ArrayD& x, const ArrayD& y, std::span<const int> labels = {},
    const ModalityGapOptions& options = {}, const RunContext& context = {});

/// Δ = mean(x̂) − mean(ŷ) over the samples that have a direction in both, as measureModalityGap gives it, and
/// nothing else. `samples` 0 = none has; then Δ is zero.
struct GapVector {
    std::vector<double> difference; ///< [feature]
    double distance = 0; ///< ‖Δ‖
    std::int64_t samples = 0;
};
GapVector gapVector(const ArrayD& x, const ArrayD& y);

/// How long features are after they have been moved.
enum class ShiftedLength {
    One, ///< 1, as in the paper
    Own ///< as long as before: what was trained on features of these lengths still sees them. A row without a
        ///< direction stays as it is, and with a shift of 0 every row does, to the last bit
};

/// Both sets moved on the unit sphere along Δ by `shift` in all, towards each other above 0, the experiment
/// of Liang et al.: x̂ − ½·shift·Δ/‖Δ‖ and ŷ + ½·shift·Δ/‖Δ‖, then scaled to `length`. Sets with Δ = 0 are
/// only scaled.
struct ShiftedFeatures {
    ArrayD x, y;
};
ShiftedFeatures shiftAlongGap(const ArrayD& x, const ArrayD& y, const std::vector<double>& difference,
    double shift, ShiftedLength length = ShiftedLength::One);

} // namespace modalscope
