#pragma once

#include "core/eval/classification.h"

#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// Bins of a reliability diagram: bin k of K holds confidences in (k/K, (k+1)/K].
struct Calibration {
    std::vector<double> count; ///< [bin] samples
    std::vector<double> right; ///< [bin] of these, predicted right
    std::vector<double> confidence; ///< [bin] sum of their confidences
    explicit Calibration(int bins = 15)
        : count(std::size_t(bins))
        , right(std::size_t(bins))
        , confidence(std::size_t(bins))
    { }

    /// Expected calibration error: Σ_k n_k/N · |accuracy_k − mean confidence_k|. NaN without samples.
    /// Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2.
    double error() const;
};

/// The bin of a confidence, 0 .. bins-1.
int calibrationBin(double confidence, int bins = 15);

Calibration calibrate(const ScoredSamples& samples, int bins = 15);

} // namespace modalscope
