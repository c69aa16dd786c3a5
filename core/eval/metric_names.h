#pragma once

#include <string>
#include <string_view>

namespace modalscope {

/// True for metrics in 0 to 1, which are shown in percent: accuracies, F1, mAP, IoU, the share of missing
/// cells. `metric` is a name or a path that ends in one: "test/fused/accuracy".
bool isFraction(std::string_view metric);

/// "mIoU", "Acc-2", "macro f1": a metric in words; `metric` is the name itself, without a path.
std::string metricLabel(std::string_view metric);

} // namespace modalscope
