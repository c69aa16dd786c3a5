#include "core/eval/metric_names.h"

#include <algorithm>
#include <array>

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

} // namespace modalscope
