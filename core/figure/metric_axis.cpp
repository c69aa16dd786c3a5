#include "core/figure/metric_axis.h"

#include "core/base/text.h"
#include "core/eval/metric_names.h"

#include <algorithm>
#include <span>
#include <vector>

namespace modalscope {
namespace {

using PathParts = std::span<const std::string>;

/// What stands between the split and the metric, in words.
std::string placeInWords(PathParts parts)
{
    if (parts.empty())
        return {};
    const auto& kind = parts.front();
    if (kind == "rates" && parts.size() >= 2) {
        const auto inside = placeInWords(parts.subspan(2));
        return inside.empty() ? "rate " + parts[1] : inside + " at rate " + parts[1];
    }
    if (parts.size() == 2 && kind == "modalities")
        return parts[1];
    if (parts.size() == 2 && kind == "probe")
        return "probe of " + parts[1];
    if (parts.size() == 2 && kind == "subsets")
        return "only " + parts[1];
    if (parts.size() == 2 && kind == "permuted")
        return parts[1] + " permuted";
    return joinText(parts, " ");
}

std::string withUnit(const std::string& text, const std::string& unit)
{
    return unit.empty() ? text : text + " (" + unit + ")";
}

} // namespace

std::string MetricAxis::label() const
{
    return withUnit(quantity, unit);
}

std::string MetricAxis::name() const
{
    return (split.empty() ? "" : split + " ") + quantity + (place.empty() ? "" : ", " + place);
}

std::string MetricAxis::fullLabel() const
{
    return withUnit(name(), unit);
}

MetricAxis metricAxis(const std::string& path)
{
    const auto parts = splitText(path, '/');
    MetricAxis axis;
    if (parts.empty())
        return axis;
    axis.quantity = parts.back();
    if (parts.size() > 1) {
        axis.split = parts.front();
        axis.place = placeInWords(PathParts(parts).subspan(1, parts.size() - 2));
    }
    if (isFraction(axis.quantity)) {
        axis.unit = "%";
        axis.factor = 100;
        axis.decimals = 1;
    }
    axis.quantity = metricLabel(axis.quantity);
    return axis;
}

} // namespace modalscope
