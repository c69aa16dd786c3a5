#include "core/eval/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace modalscope {

double Calibration::error() const
{
    const double total = std::accumulate(count.begin(), count.end(), 0.0);
    if (total == 0)
        return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (std::size_t k = 0; k < count.size(); ++k)
        sum += std::abs(right[k] - confidence[k]); // = n_k · |accuracy_k − mean confidence_k|
    return sum / total;
}

int calibrationBin(double confidence, int bins)
{
    if (!(confidence > 0)) // NaN as well
        return 0;
    return std::min(int(std::ceil(std::min(confidence, 1.0) * bins)) - 1, bins - 1);
}

Calibration calibrate(const ScoredSamples& samples, int bins)
{
    Calibration out(bins);
    for (std::size_t i = 0; i < samples.labels.size(); ++i) {
        const auto k = std::size_t(calibrationBin(samples.confidence[i], bins));
        out.count[k] += 1;
        out.right[k] += samples.isRight(i) ? 1 : 0;
        out.confidence[k] += samples.confidence[i];
    }
    return out;
}

} // namespace modalscope
