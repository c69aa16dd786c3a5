#pragma once

#include <string>

namespace modalscope {

/// What a number at a path of metrics.json is, in words, and how it is drawn.
struct MetricAxis {
    std::string split; ///< "test"
    std::string place; ///< "fused", "pix240", "probe of pix240", "fused at rate 0.4", "only pix240+fou76"
    std::string quantity; ///< "accuracy", "macro f1"
    std::string unit; ///< "%" of what is stored as a fraction
    double factor = 1; ///< from what is stored to the unit
    int decimals = 3; ///< that are worth reading

    std::string label() const; ///< of an axis: "accuracy (%)"
    std::string name() const; ///< "test accuracy, fused"
    std::string fullLabel() const; ///< "test accuracy, fused (%)"
};

/// `path` as in metricAt(): "test/fused/accuracy".
MetricAxis metricAxis(const std::string& path);

} // namespace modalscope
