#include "core/io/feature_labels.h"

#include "core/base/text.h"
#include "core/io/npy.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace modalscope {
namespace {

constexpr double kMostLabels = 1e5;

bool isClassNumber(double value)
{
    return std::isnan(value) || (value >= 0 && value < kMostLabels && value == std::floor(value));
}

} // namespace

void labelByNumber(const std::vector<double>& values, FeatureSet& set)
{
    set.labels.assign(values.size(), -1);
    if (std::ranges::all_of(values, isClassNumber)) {
        for (std::size_t i = 0; i < values.size(); ++i)
            set.labels[i] = std::isnan(values[i]) ? -1 : int(values[i]);
        return;
    }
    std::set<double> distinct;
    for (const double value : values)
        if (!std::isnan(value))
            distinct.insert(value);
    const std::vector<double> sorted(distinct.begin(), distinct.end());
    for (const double value : sorted)
        set.classNames.push_back(numberText(value));
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isnan(values[i]))
            set.labels[i] = int(std::ranges::lower_bound(sorted, values[i]) - sorted.begin());
}

void labelByText(const std::vector<std::string>& texts, FeatureSet& set)
{
    if (texts.empty())
        return;
    std::vector<double> numbers;
    for (const auto& text : texts)
        numbers.push_back(numberFromText(text));
    const auto isNumber = [&](std::size_t i) { return texts[i].empty() || !std::isnan(numbers[i]); };
    bool areNumbers = true;
    for (std::size_t i = 0; i < texts.size(); ++i)
        areNumbers = areNumbers && isNumber(i);
    if (areNumbers)
        return labelByNumber(numbers, set);
    std::set<std::string> distinct(texts.begin(), texts.end());
    distinct.erase("");
    set.classNames.assign(distinct.begin(), distinct.end());
    set.labels.assign(texts.size(), -1);
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (!texts[i].empty())
            set.labels[i] = int(std::ranges::lower_bound(set.classNames, texts[i]) - set.classNames.begin());
}

Result<void> readLabelsNpy(const std::string& path, FeatureSet& set)
{
    const auto source = ByteSource::ofFile(path);
    if (!source)
        return source.error();
    const auto array = openNpy(source.value(), "in it");
    if (!array)
        return Error{array.error().kind, path + ": " + array.error().message};
    if (array.value().rows() != set.total)
        return invalidInput(path + ": has " + std::to_string(array.value().rows()) + " labels for "
            + std::to_string(set.total) + " samples");
    const auto values = readList(array.value(), set.rows);
    if (!values)
        return Error{values.error().kind, path + ": " + values.error().message};
    set.classNames.clear();
    labelByNumber(values.value(), set);
    return {};
}

} // namespace modalscope
