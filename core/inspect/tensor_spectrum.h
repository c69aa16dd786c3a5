#pragma once

#include "core/io/read_tensor.h"
#include "core/run/run_context.h"

#include <vector>

namespace modalscope {

/// Singular values of a matrix; of a tensor with more axes those of [first axis, all others], as a
/// convolution's kernels are looked at.
struct TensorSpectrum {
    std::int64_t rows = 0, columns = 0; ///< of the matrix
    std::vector<double> values; ///< falling, min(rows, columns) of them
    double effectiveRank
        = 0; ///< exp of the entropy of values / sum (Roy & Vetterli 2007); 0 of a zero matrix
    double stableRank = 0; ///< ‖W‖_F² / σ₁²
};
inline constexpr std::int64_t kWidestSpectrum = 4096; ///< larger of min(rows, columns) is refused

/// By Householder reflections and not from the Gram matrix: errors are about 1e-13 of the largest value.
/// About 1 s of processor time for 1024 by 1024, 8 s for 2048, a minute for 4096; a stop is asked for between
/// two columns. Error: InvalidInput for fewer than two axes, an empty tensor, one beyond kWidestSpectrum or
/// one with NaN or infinite values; as readDoubles; Cancelled. What is wrong is said without the tensor's
/// name, "is empty ...": `errorOf` (`checkpoint.h`) puts it before.
Result<TensorSpectrum> spectrumOf(const TensorPlace& place, const TensorEntry& tensor, const RunContext& run);

} // namespace modalscope
