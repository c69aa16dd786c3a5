#include "core/eval/metric_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace modalscope {

bool isFraction(std::string_view metric)
{
    static constexpr std::array<std::string_view, 12> names{"accuracy", "macro_f1", "map", "missing", "miou",
        "mean_accuracy", "pixel_accuracy", "f1", "acc7", "acc5", "acc2", "f1_released_code"};
    static constexpr std::string_view absentAsZero = "_absent_as_zero"; // the same means in another way
    auto name = metric.substr(metric.rfind('/') + 1);
    if (name.ends_with(absentAsZero))
        name.remove_suffix(absentAsZero.size());
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string metricLabel(std::string_view metric)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> labels{{
        {"miou", "mIoU"},
        {"miou_absent_as_zero", "mIoU, absent classes as 0"},
        {"mean_accuracy_absent_as_zero", "mean accuracy, absent classes as 0"},
        {"f1", "F1"},
        {"f1_absent_as_zero", "F1, absent classes as 0"},
        {"f1_released_code", "F1, released code"},
        {"mae", "MAE"},
        {"pearson", "correlation r"},
        {"acc7", "Acc-7"},
        {"acc5", "Acc-5"},
        {"acc2", "Acc-2"},
    }};
    for (const auto& [name, label] : labels)
        if (metric == name)
            return std::string(label);
    std::string words(metric);
    std::ranges::replace(words, '_', ' ');
    return words;
}

} // namespace modalscope
