#include "widgets/cloud/cloud_data.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace modalscope {
namespace {

constexpr std::size_t kMostLines = 10; // of a tool tip

std::string valueText(const ValueColumn& column, std::size_t point)
{
    if (column.isCategorical()) {
        const auto text = column.category(point);
        return text.empty() ? "none" : std::string(text);
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", double(column.numbers[point]));
    return std::isnan(column.numbers[point]) ? "none" : text;
}

} // namespace

const ValueColumn* CloudData::column(std::string_view name) const
{
    const auto found
        = std::find_if(columns.begin(), columns.end(), [&](const auto& each) { return each.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

std::optional<Error> problemOf(const CloudData& data)
{
    const auto count = [](std::size_t number) { return std::to_string(number); };
    const auto shape = [](std::string message) { return Error{ErrorKind::Shape, std::move(message)}; };
    if (data.dimensions != 2 && data.dimensions != 3)
        return shape("the point cloud has " + std::to_string(data.dimensions)
            + " dimensions; it can be shown with 2 or 3");
    if (data.positions.size() != data.size() * std::size_t(data.dimensions))
        return shape("the point cloud has " + count(data.size()) + " points but "
            + count(data.positions.size()) + " coordinates");
    for (const auto& column : data.columns)
        if (column.size() != data.size())
            return shape("column \"" + column.name + "\" of the point cloud has " + count(column.size())
                + " values for " + count(data.size()) + " points");
    const auto most = std::max_element(data.samples.begin(), data.samples.end());
    if (most != data.samples.end() && *most >= data.sampleCount)
        return shape("the point cloud has a point of sample " + count(*most) + ", but there are "
            + count(data.sampleCount) + " samples");
    if (!data.sampleNames.empty() && data.sampleNames.size() != data.sampleCount)
        return shape("the point cloud has " + count(data.sampleNames.size()) + " names for "
            + count(data.sampleCount) + " samples");
    return std::nullopt;
}

std::string pointText(const CloudData& data, std::size_t point)
{
    const auto sample = data.samples[point];
    std::string text
        = data.sampleNames.empty() ? "sample " + std::to_string(sample) : data.sampleNames[sample];
    for (std::size_t i = 0; i < std::min(kMostLines, data.columns.size()); ++i)
        text += '\n' + data.columns[i].name + ": " + valueText(data.columns[i], point);
    return text;
}

} // namespace modalscope
